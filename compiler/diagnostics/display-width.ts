/** Columns that a terminal needs for a text: East Asian wide characters and emoji take two, combining marks none. */
export function displayWidth(text: string): number {
  return cellsOf(text).reduce((width, cell) => width + cellWidth(cell), 0);
}

/** Code points: a surrogate pair is one. */
export function cellsOf(text: string): string[] {
  return Array.from(text);
}

function cellWidth(cell: string): number {
  if (/\p{Mark}|\u200d|\ufe0f/u.test(cell)) return 0;
  const code = cell.codePointAt(0) ?? 0;
  return WIDE.some(([first, last]) => code >= first && code <= last) ? 2 : 1;
}

/** Unicode's East_Asian_Width W and F, in coarse blocks. */
const WIDE: readonly (readonly [number, number])[] = [
  [0x1100, 0x115f],
  [0x2e80, 0x303e],
  [0x3041, 0xa4cf],
  [0xac00, 0xd7a3],
  [0xf900, 0xfaff],
  [0xfe30, 0xfe6f],
  [0xff00, 0xff60],
  [0xffe0, 0xffe6],
  [0x1f300, 0x1f64f],
  [0x1f900, 0x1f9ff],
  [0x20000, 0x3fffd],
];
