// SPDX-License-Identifier: Apache-2.0
// cel_bench.mjs EXPRESSIONS.json FACTS.json: the same with two npm packages; a line each: package expression both eval (ns).
import fs from "node:fs";
const config = JSON.parse(fs.readFileSync(process.argv[2]));
const facts = JSON.parse(fs.readFileSync(process.argv[3]));

function best(fn) {
	let least = Infinity;
	const end = process.hrtime.bigint() + 300000000n;
	while (process.hrtime.bigint() < end) {
		const began = process.hrtime.bigint();
		for (let i = 0; i < 64; i++) fn();
		least = Math.min(least, Number(process.hrtime.bigint() - began) / 64);
	}
	return Math.round(least);
}

async function measure(name, load) {
	let engine;
	try { engine = await load(); } catch (why) { console.log(`# ${name}: not there (${why.code ?? why.message})`); return; }
	for (const [id, text] of Object.entries(config.expressions)) {
		try {
			const ready = engine.compile(text);
			console.log(name, id, best(() => engine.compile(text)(facts)), best(() => ready(facts)));
		} catch (why) { console.log(`# ${name} ${id}: ${String(why.message).split("\n")[0]}`); }
	}
}

await measure("@marcbachmann/cel-js", async () => {
	const { parse } = await import("@marcbachmann/cel-js");
	const big = (v) => v;
	return { compile: (text) => { const run = parse(text); return (f) => run(big(f)); } };
});
await measure("@bufbuild/cel", async () => {
	const cel = await import("@bufbuild/cel");
	const env = cel.celEnv ? cel.celEnv() : undefined;
	return { compile: (text) => { const run = cel.plan(env, cel.parse(text)); return (f) => run(f); } };
});
