import { runPart, type Part, type PartResult } from './parts.ts';
import { loadSubject } from './subject.ts';

/** A process of its own: plays the parts that its only argument lists, and writes what came out, both as JSON. */
const { interpreter, parts } = JSON.parse(process.argv[2] ?? '') as { interpreter: string | null; parts: Part[] };
const subject = await loadSubject(interpreter);
const results: PartResult[] = [];
for (const part of parts) results.push(await runPart(subject, part));
process.stdout.write(JSON.stringify(results));
