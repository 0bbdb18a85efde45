import { InvalidArgumentError } from 'commander';

/** A port number; 0 for any free one. */
export function port(value: string): number {
  const number = Number(value);
  if (!Number.isInteger(number) || number < 0 || number > 65_535)
    throw new InvalidArgumentError('It is a port from 0 to 65535.');
  return number;
}
