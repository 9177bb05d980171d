// Builds everything a browser is sent: style sheets, scripts, fonts and images.
//
// What goes in: static/css/*.scss, static/js/*.js, static/images/* and the fonts from npm.
// What comes out: static/build/, where each file's name carries a hash of its content, so that it may be cached
// for ever, and manifest.json, which `asset("main.css")` in the templates reads.
import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { basename, dirname, extname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import * as esbuild from "esbuild";
import * as sass from "sass";

const here = dirname(fileURLToPath(import.meta.url));
const modules = join(here, "..", "node_modules");
const out = join(here, "build");
const fontFolder = join(modules, "@fontsource-variable", "atkinson-hyperlegible-next", "files");
const FONTS = {
  "atkinson-latin.woff2": "atkinson-hyperlegible-next-latin-wght-normal.woff2",
  "atkinson-latin-ext.woff2": "atkinson-hyperlegible-next-latin-ext-wght-normal.woff2",
};

// Browsers of the last five years; what they lack (nesting, for one) is written out for them.
const target = ["es2020", "chrome103", "firefox102", "safari15.4"];

const manifest = {};
const sizes = [];

function keep(name, content) {
  const bytes = Buffer.from(content);
  const hash = createHash("sha256").update(bytes).digest("hex").slice(0, 8);
  const extension = extname(name);
  const hashed = `${basename(name, extension)}.${hash}${extension}`;
  writeFileSync(join(out, hashed), bytes);
  manifest[name] = hashed;
  sizes.push([name, bytes.length, gzipSync(bytes).length]);
  return hashed;
}

// A style sheet names its files as url("asset:NAME"); a name that was not built stops the build.
function withHashedNames(css) {
  return css.replace(/url\("?asset:([^")]+)"?\)/g, (_, name) => {
    if (!manifest[name]) throw new Error(`A style sheet asks for ${name}, which is not built.`);
    return `url(${manifest[name]})`;
  });
}

mkdirSync(out, { recursive: true });

for (const [name, source] of Object.entries(FONTS)) keep(name, readFileSync(join(fontFolder, source)));
for (const file of readdirSync(join(here, "images"))) keep(file, readFileSync(join(here, "images", file)));

const styles = async (file) => {
  const { css } = sass.compile(join(here, "css", file), { loadPaths: [modules], quietDeps: true });
  const { code } = await esbuild.transform(css, { loader: "css", minify: true, target });
  keep(file.replace(/\.scss$/, ".css"), withHashedNames(code));
};
const scripts = async (file) => {
  const built = await esbuild.build({
    entryPoints: [join(here, "js", file)],
    bundle: true,
    minify: true,
    format: "esm",
    target,
    write: false,
    metafile: true,
    legalComments: "none",
    // Libraries speak to their developers unless told that this is the real site.
    define: { "process.env.NODE_ENV": '"production"' },
    drop: ["console"],
  });
  const licences = licencesOf(Object.keys(built.metafile.inputs));
  const note = licences ? `/* Parts by others: ${keep(file.replace(/\.js$/, ".licences.txt"), licences)} */\n` : "";
  keep(file, note + built.outputFiles[0].text);
};

// What the licences of others' code ask for wherever it goes: their text. A package that brings none names its own,
// whose text lies in static/licences.
function licencesOf(inputs) {
  const folders = new Set(inputs.map((input) => /^.*node_modules\/(@[^/]+\/)?[^/]+/.exec(input)?.[0]).filter(Boolean));
  return [...folders].sort().map((folder) => {
    const { name, version, license, author } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
    const text = readdirSync(folder).find((each) => /^licen[cs]e/i.test(each));
    const by = text ? "" : `\nCopyright (c) ${author.name ?? author}`;
    const file = text ? join(folder, text) : join(here, "licences", `${license}.txt`);
    return `${name} ${version}: ${license}${by}\n\n${readFileSync(file, "utf8").trim()}\n`;
  }).join("\n----\n\n");
}

const entries = (folder, extension) =>
  readdirSync(join(here, folder)).filter((file) => file.endsWith(extension) && !file.startsWith("_"));
for (const file of entries("css", ".scss")) await styles(file);
for (const file of entries("js", ".js")) await scripts(file);

// Files of earlier builds stay for a day: a page that was sent before this build still asks for them.
const kept = new Set(["manifest.json", ...Object.values(manifest)]);
for (const file of readdirSync(out)) {
  const path = join(out, file);
  if (!kept.has(file) && Date.now() - statSync(path).mtimeMs > 24 * 60 * 60 * 1000) rmSync(path, { recursive: true });
}

// What choosing words adds to a page, when somebody asks for it.
const MOST_FOR_WORDS = 30 * 1024;
const forWords = sizes.filter(([name]) => name === "words.js" || name === "words.css").reduce((sum, [, , zipped]) => sum + zipped, 0);
if (forWords > MOST_FOR_WORDS) throw new Error(`Choosing words takes ${forWords} B gzipped, and may take ${MOST_FOR_WORDS}.`);

writeFileSync(join(out, "manifest.json"), JSON.stringify(manifest, Object.keys(manifest).sort(), 2) + "\n");
for (const [name, raw, zipped] of sizes) console.log(`${name.padEnd(28)}${raw.toString().padStart(8)} B${zipped.toString().padStart(8)} B gzipped`);
