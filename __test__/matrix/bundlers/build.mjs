/**
 * Bundles app.mjs as CommonJS and as an ES module, with memmap inside and outside:
 *
 *     node bundlers/build.mjs BUNDLER FOLDER    makes FOLDER/inside/BUNDLER.cjs, outside/BUNDLER.mjs ...
 */

import path from 'node:path';
import { fileURLToPath } from 'node:url';

const entry = fileURLToPath(new URL('app.mjs', import.meta.url));

/** @typedef {{ folder: string, name: string, external: string[], isModule: boolean }} Wanted */

/** The settings that webpack and rspack share. @param {Wanted} wanted */
async function pack(compile, { folder, name, external, isModule }) {
  const options = {
    mode: 'production',
    target: 'node',
    entry,
    externals: external,
    externalsType: isModule ? 'module' : 'commonjs',
    experiments: { outputModule: isModule },
    output: { path: folder, filename: name, module: isModule },
  };
  const stats = await new Promise((resolve, reject) => {
    compile(options, (error, made) => (error ? reject(error) : resolve(made)));
  });
  if (stats.hasErrors() || stats.hasWarnings()) throw new Error(stats.toString());
}

const bundlers = {
  async webpack(wanted) {
    const { default: webpack } = await import('webpack');
    await pack(webpack, wanted);
  },

  async rspack(wanted) {
    const { rspack } = await import('@rspack/core');
    await pack(rspack, wanted);
  },

  async rollup({ folder, name, external, isModule }) {
    const { rollup } = await import('rollup');
    const { default: commonjs } = await import('@rollup/plugin-commonjs');
    const { default: resolve } = await import('@rollup/plugin-node-resolve');
    const onwarn = ({ message }) => {
      throw new Error(message);
    };
    const plugins = [resolve({ preferBuiltins: true }), commonjs()];
    const bundle = await rollup({ input: entry, external, plugins, onwarn });
    await bundle.write({ file: path.join(folder, name), format: isModule ? 'es' : 'cjs' });
  },

  async vite({ folder, name, external, isModule }) {
    const { build } = await import('vite');
    const output = { entryFileNames: name, format: isModule ? 'es' : 'cjs' };
    await build({
      logLevel: 'warn',
      root: path.dirname(entry),
      ssr: external.length > 0 ? { external } : { noExternal: true },
      build: { ssr: entry, outDir: folder, emptyOutDir: false, rollupOptions: { output } },
    });
  },

  async esbuild({ folder, name, external, isModule }) {
    const { build } = await import('esbuild');
    const js =
      "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);";
    await build({
      entryPoints: [entry],
      outfile: path.join(folder, name),
      bundle: true,
      minify: true,
      platform: 'node',
      format: isModule ? 'esm' : 'cjs',
      external,
      banner: isModule ? { js } : {},
    });
  },
};

const [bundler, to] = process.argv.slice(2);
for (const isModule of [false, true]) {
  for (const place of ['inside', 'outside']) {
    const external = place === 'outside' ? ['memmap'] : [];
    const name = `${bundler}.${isModule ? 'mjs' : 'cjs'}`;
    await bundlers[bundler]({ folder: path.resolve(to, place), name, external, isModule });
  }
}
