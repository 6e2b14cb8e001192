/**
 * Copies a program and the files that it needs, as @vercel/nft finds them:
 *
 *     node bundlers/trace.mjs PROGRAM FOLDER
 */

import { cpSync } from 'node:fs';
import path from 'node:path';
import { nodeFileTrace } from '@vercel/nft';

const [program, folder] = process.argv.slice(2);
const { fileList } = await nodeFileTrace([program]);
for (const file of fileList) cpSync(file, path.join(folder, file));
