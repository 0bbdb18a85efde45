import { createDataConverter } from '../../workflows/data-converter.ts';

/** The converter of tests that do not try another one. */
export const dataConverter = createDataConverter();
