import { displayWidth } from '../../compiler/diagnostics/display-width.ts';

/** Columns as wide as their widest cell, two spaces between them, nothing after the last. `paint` gets padded cells. */
export function table(
  rows: readonly (readonly string[])[],
  paint: (cell: string, column: number, row: readonly string[]) => string = (cell) => cell,
): string[] {
  const widths: number[] = [];
  for (const row of rows) {
    for (const [column, cell] of row.entries()) widths[column] = Math.max(widths[column] ?? 0, displayWidth(cell));
  }
  return rows.map((row) =>
    row
      .map((cell, column) => {
        const isLast = column === row.length - 1;
        const padding = isLast ? '' : ' '.repeat((widths[column] ?? 0) - displayWidth(cell));
        return paint(cell + padding, column, row);
      })
      .join('  ')
      .trimEnd(),
  );
}
