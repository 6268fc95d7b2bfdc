import { dirname, join, relative, sep } from 'node:path';
import { root } from '../setup.mjs';

/**
 * The house: which of the other folders, and which packages where that is limited, a folder may
 * import. The arrows go one way, so that the same decisions run on both hosts and a client never
 * pulls in the server. The longest matching folder counts; what is not listed may import all.
 */
const house = {
  contracts: { folders: [], packages: ['zod'] },
  core: { folders: ['contracts'], packages: ['zod'] },
  adapters: { folders: ['contracts', 'core'] },
  entities: { folders: ['contracts', 'core', 'adapters'] },
  orchestrations: {
    folders: ['contracts', 'core'],
    packages: ['durable-functions', '@azure/functions'],
  },
  'orchestrations/activities': { folders: ['contracts', 'core', 'adapters'] },
  functions: {
    folders: ['contracts', 'core', 'adapters', 'entities', 'orchestrations', 'slack'],
  },
  slack: { folders: ['contracts', 'core'] },
  sandbox: { folders: ['contracts'] },
  'web-nuxt': { folders: ['contracts'] },
  extension: { folders: ['contracts'] },
  cli: { folders: ['contracts'] },
  embedded: { folders: ['contracts', 'core', 'adapters'] },
};

/** Reports imports that the table does not allow. */
const houseImports = {
  meta: {
    type: 'problem',
    schema: [],
    messages: {
      folder: '{{from}}/ must not import {{to}}/: it may import {{allowed}}.',
      package: '{{from}}/ must not import the package {{to}}: it may import {{allowed}}.',
    },
  },
  create(context) {
    const file = relative(root, context.filename).split(sep).join('/');
    const from = Object.keys(house)
      .filter((folder) => file.startsWith(`${folder}/`))
      .sort((a, b) => b.length - a.length)[0];
    if (!from) return {};

    const check = (node) => {
      const source = node.source?.value;
      if (typeof source !== 'string') return;
      const refused = source.startsWith('.')
        ? refusedFolder(from, join(dirname(file), source))
        : refusedPackage(from, source);
      if (refused) context.report({ node, ...refused });
    };
    return {
      ImportDeclaration: check,
      ImportExpression: check,
      ExportNamedDeclaration: check,
      ExportAllDeclaration: check,
    };
  },
};

function refusedFolder(from, target) {
  const [to, ...below] = target.split(sep);
  const { folders } = house[from];
  const isRootFile = below.length === 0;
  if (isRootFile || to === from.split('/')[0] || folders.includes(to)) return undefined;
  const allowed = folders.join(', ') || 'no other folder';
  return { messageId: 'folder', data: { from, to, allowed } };
}

function refusedPackage(from, source) {
  const { packages } = house[from];
  const to = source.split('/', source.startsWith('@') ? 2 : 1).join('/');
  if (!packages || packages.includes(to)) return undefined;
  return { messageId: 'package', data: { from, to, allowed: packages.join(', ') } };
}

export const housePlugin = { rules: { imports: houseImports } };
