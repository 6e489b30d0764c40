// Makes the page of its parts: node build.mjs MODULES OUT
// Writes OUT/page-head.html and OUT/page-tail.html; what stands between them is the data.
import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const [modules, out] = process.argv.slice(2);
const page = join(dirname(fileURLToPath(import.meta.url)), "page");
const { buildSync } = createRequire(join(modules, "index.js"))("esbuild");

// The libraries' licences ask to be where their code is.
function banner() {
  const files = ["echarts/NOTICE", "zrender/LICENSE", "tslib/CopyrightNotice.txt"];
  const texts = files.map((file) => `${file}\n\n${readFileSync(join(modules, file), "utf8")}`);
  return `/*! ${texts.join("\n\n").replaceAll(/\*\/|\r/g, "")} */`;
}

function bundle(entry) {
  const built = buildSync({
    entryPoints: [join(page, entry)], bundle: true, minify: true, write: false, charset: "utf8",
    format: "iife", target: ["chrome86", "firefox90"], nodePaths: [modules],
    banner: entry.endsWith(".js") ? { js: banner() } : {},
    logLevel: "warning", define: { "process.env.NODE_ENV": '"production"' },
  });
  if (built.warnings.length > 0) process.exit(1);
  return built.outputFiles[0].text;
}

function hash(text) {
  return `'sha256-${createHash("sha256").update(text).digest("base64")}'`;
}

// Nothing but these very texts may run or style, and nothing is ever fetched.
function policy(script, style) {
  return ["default-src 'none'", `script-src ${hash(script)}`, `style-src-elem ${hash(style)}`,
    "style-src-attr 'unsafe-inline'", "img-src data:", "base-uri 'none'", "form-action 'none'",
  ].join("; ");
}

const script = bundle("main.js").replaceAll("</script", "<\\/script").trim();
const style = bundle("style.css").trim();
const values = { policy: policy(script, style), style, script };
const parts = readFileSync(join(page, "page.html"), "utf8").split("{{data}}")
  .map((part) => part.replace(/\{\{(\w+)\}\}/g, (_, name) => values[name]));
writeFileSync(join(out, "page-head.html"), parts[0]);
writeFileSync(join(out, "page-tail.html"), parts[1]);
