/** What can be coloured. */
const languages = [
  ...(['typescript', 'tsx', 'javascript', 'json', 'bash', 'python', 'go', 'rust'] as const),
  ...(['java', 'csharp', 'yaml', 'sql', 'html', 'css', 'vue', 'diff'] as const),
];
export type Language = (typeof languages)[number];

const aliases: Record<string, Language> = {
  ts: 'typescript',
  mts: 'typescript',
  js: 'javascript',
  mjs: 'javascript',
  cjs: 'javascript',
  jsx: 'tsx',
  jsonc: 'json',
  sh: 'bash',
  shell: 'bash',
  zsh: 'bash',
  console: 'bash',
  py: 'python',
  rs: 'rust',
  cs: 'csharp',
  yml: 'yaml',
  htm: 'html',
  patch: 'diff',
};

/** The language of a fence's word or of a file's extension. */
export function languageOf(name: string): Language | undefined {
  const word = name.toLowerCase();
  return languages.find((language) => language === word) ?? aliases[word];
}
