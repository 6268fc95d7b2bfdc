const subjectLength = 72;

/** A commit's message: the prompt's first line as its subject, the agent's summary as its body. */
export function commitMessage(prompt: string, summary: string): string {
  const line = plainText(prompt).trim().split('\n', 1)[0]?.replace(/\s+/g, ' ').trim() ?? '';
  const characters = [...line];
  const subject =
    characters.length > subjectLength
      ? `${characters.slice(0, subjectLength - 1).join('')}…`
      : line;
  const body = plainText(summary).trim();
  return body === '' ? subject : `${subject}\n\n${body}`;
}

/** Without what git, or the terminal of who reads its log, would stumble over. */
function plainText(text: string): string {
  return text.toWellFormed().replace(/(?![\n\t])\p{Cc}/gu, '');
}
