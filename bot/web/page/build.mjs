// Bundles the page into `built/`: one script, one sheet, the frame that the server fills, each also compressed.
// The licences of what is inside lie beside them. With --dev the accessibility checker of the suite is put beside them; the server never serves it.

import { build } from "esbuild";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";
import { copyFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";

const HERE = new URL("./", import.meta.url);
const built = (name) => new URL(`built/${name}`, HERE);
// Every package that may end up in the page; one more is a decision for ARCHITECTURE.md.
const LICENCES = ["@noble/ciphers", "@noble/curves", "@noble/hashes", "@noble/post-quantum", "@scure/base", "age-encryption"];
const licence = (name) => readFileSync(new URL(`node_modules/${name}/LICENSE`, HERE), "utf8");

rmSync(built(""), { recursive: true, force: true });
mkdirSync(built(""), { recursive: true });
const made = await build({
  entryPoints: { page: new URL("main.js", HERE).pathname, style: new URL("page.css", HERE).pathname },
  bundle: true, minify: true, format: "iife", target: ["es2020", "chrome89", "firefox102", "safari15"],
  write: false, outdir: "built", legalComments: "none", footer: { js: "/* licences.txt */" }, charset: "utf8", metafile: true, logLevel: "warning",
});
const unknown = Object.keys(made.metafile.inputs)
  .filter((name) => name.includes("node_modules/"))
  .filter((name) => !LICENCES.some((known) => name.includes(`node_modules/${known}/`)));
if (unknown.length) throw new Error(`a package that nobody chose is in the page: ${unknown}`);

for (const file of made.outputFiles) {
  const name = file.path.endsWith(".css") ? "page.css" : "page.js";
  writeFileSync(built(name), file.contents);
  writeFileSync(built(`${name}.gz`), gzipSync(file.contents, { level: 9 }));
  const quality = { [constants.BROTLI_PARAM_QUALITY]: 11 };
  writeFileSync(built(`${name}.br`), brotliCompressSync(file.contents, { params: quality }));
}
writeFileSync(built("licences.txt"), LICENCES.map((name) => `${name}\n\n${licence(name)}\n`).join("\n"));
if (process.argv.includes("--dev")) copyFileSync(new URL("node_modules/axe-core/axe.min.js", HERE), built("axe.min.js"));
copyFileSync(new URL("page.html", HERE), built("page.html"));
