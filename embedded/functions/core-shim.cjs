// What the app's copy of `@azure/functions` gets when it requires `@azure/functions-core`. It has
// to be a real file: loaders that bypass the synchronous hooks still find it by its path.
module.exports = globalThis[Symbol.for('harvest.functions-core')];
