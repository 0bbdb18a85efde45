import type { ExecutionView } from '../../plan/view.ts';
import { cutOf, type StepWithData, type WhereWhole, type WithData } from '../../api/operations/data/add-data.ts';
import type { InputData } from '../../api/operations/data/get-input.ts';
import type { StepData } from '../../api/operations/data/get-step-data.ts';
import type { Output } from '../../mains/context.ts';
import { sayLine } from '../../mains/context.ts';
import type { Json } from '../../plan/json.ts';
import { stringifyJson } from '../../plan/numbers/json-text.ts';
import { countOf } from './count-of.ts';
import { printable } from './values.ts';

/** Input, arguments and outputs for people: the beginning of each, and the command that shows the rest. */
export function printData(output: Output, data: WithData<ExecutionView>, whereWhole: WhereWhole): void {
  const { bold, dim, yellow } = output.colours;
  sayLine(output, bold('input'));
  printValue(output, data.input, whereWhole(null));
  const told = data.steps.filter((row) => row.arguments !== null || row.output !== null);
  for (const row of told.slice(0, MAX_STEPS)) printStep(output, row, whereWhole(row.path));
  if (told.length > MAX_STEPS)
    sayLine(output, dim(`${countOf(told.length - MAX_STEPS, 'more step')}: --json --data shows them, or --step one.`));
  if (data.dataMissing !== null) sayLine(output, yellow(data.dataMissing));
  sayLine(output);
}

/** A loop may have thousands. */
const MAX_STEPS = 100;

function printStep(output: Output, row: StepWithData, whole: string): void {
  const { bold } = output.colours;
  if (row.arguments !== null) {
    sayLine(output, `${bold(row.path)} arguments`);
    printValue(output, row.arguments, whole);
  }
  if (row.output !== null) {
    sayLine(output, `${bold(row.path)} output`);
    printValue(output, row.output, whole);
  }
}

function printValue(output: Output, value: Json, whole: string): void {
  const { dim } = output.colours;
  const cut = cutOf(value);
  if (cut !== null) {
    sayLine(output, dim(`  ${String(cut.bytes)} bytes: ${cut.whole}`));
    return;
  }
  const lines = printable(stringifyJson(value, 2)).split('\n');
  for (const line of lines.slice(0, MAX_LINES)) sayLine(output, `  ${shorten(line)}`);
  if (lines.length > MAX_LINES || lines.some((line) => line.length > MAX_LINE)) sayLine(output, dim(`  … ${whole}`));
}

const MAX_LINES = 20;
const MAX_LINE = 200;

function shorten(line: string): string {
  return line.length > MAX_LINE ? `${line.slice(0, MAX_LINE - 1)}…` : line;
}

/** One step's values, all of them. */
export function printStepData(output: Output, { arguments: given, output: ended, dataMissing }: StepData): void {
  const { bold, yellow } = output.colours;
  sayLine(output, bold('arguments'));
  sayLine(output, printable(stringifyJson(given, 2)));
  sayLine(output, bold('output'));
  sayLine(output, printable(stringifyJson(ended, 2)));
  if (dataMissing !== null) sayLine(output, yellow(dataMissing));
}

export function printInput(output: Output, { input }: InputData): void {
  sayLine(output, printable(stringifyJson(input, 2)));
}
