import type { Analysis } from '../../binding/analyse.ts';
import type { Context } from '../../binding/context.ts';
import { definitionOutput } from '../../emit/default-outputs.ts';
import { outputReaders } from '../../emit/output-readers.ts';

/** SAGAS S12: when a probe finds that a call happened, those who read the call's output still need one. */
export function probeResult(context: Context, analysis: Analysis): void {
  const probes = analysis.calls.flatMap((call) =>
    call.probe === null || call.probe.result !== null ? [] : [call.probe],
  );
  if (probes.length === 0) return;
  const readers = outputReaders(context, analysis, definitionOutput(analysis));
  for (const probe of probes) {
    const { step, compensation } = probe.call;
    const [reader] = readers.get(step) ?? [];
    if (reader === undefined && compensation?.needsOutput !== true) continue;
    const who =
      reader === undefined ? 'its compensation' : reader === '#output' ? "the definition's output" : `step "${reader}"`;
    context.report({
      code: 'missing-key',
      message: `The probe of step "${step.name}" needs a "result": ${who} reads the step's output.`,
      path: probe.path.slice(0, -1),
      at: 'key',
      hint: 'Give the output that the call would have had: result: ${{ output.… }}.',
    });
  }
}
