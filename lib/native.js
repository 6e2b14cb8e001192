'use strict';

/** The addon for this platform: built in a checkout, installed as a package of its own elsewhere. */

/** The names of the binaries that may run here; Linux and Windows have two C libraries each. */
function candidates() {
  const { platform, arch } = process;
  if (platform === 'linux') return [`linux-${arch}-gnu`, `linux-${arch}-musl`];
  if (platform === 'win32') return [`win32-${arch}-msvc`, `win32-${arch}-gnu`];
  return [`${platform}-${arch}`];
}

function load() {
  let cause;
  for (const name of candidates()) {
    for (const file of [`../memmap.${name}.node`, `memmap-${name}`]) {
      try {
        return require(file);
      } catch (error) {
        // A file that is there and does not load says more than one that is missing.
        if (cause === undefined || error.code !== 'MODULE_NOT_FOUND') cause = error;
      }
    }
  }
  const message =
    `memmap has no addon for ${candidates().join(' or ')}. ` +
    'In a checkout, npm run build makes it (it needs Rust).';
  throw Object.assign(new Error(message, { cause }), { code: 'MODULE_NOT_FOUND' });
}

module.exports = load();
