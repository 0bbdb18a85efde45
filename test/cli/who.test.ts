import { describe, expect, it } from 'vitest';
import { whoDecides } from '../../cli/who.ts';

describe('who decides', () => {
  const asked = (environment: Record<string, string>, by?: string) => whoDecides({ environment }, by);

  it('is who --by names', () => {
    expect(asked({ USER: 'root' }, 'compliance')).toBe('compliance');
  });

  it('is the user of the machine otherwise', () => {
    expect(asked({ USER: 'ada' })).toBe('ada');
  });

  it('is nobody where there is neither', () => {
    expect(asked({})).toBeUndefined();
    expect(asked({ USER: '' })).toBeUndefined();
  });
});
