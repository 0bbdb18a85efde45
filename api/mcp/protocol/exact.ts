import { ProtocolError } from '@modelcontextprotocol/server';
import { hideIntegers, revealIntegers } from '../../../plan/numbers/json-text.ts';

/**
 * A handler that sees and gives integers with all their digits. The protocol package reads and writes JSON by itself, and would round them: on
 * its way through the package each stands as a text (plan/numbers/json-text.ts), which the doors put in and take out of what is on the wire.
 */
export function exactly<Request, Context, Result>(
  handle: (request: Request, context: Context) => Result | Promise<Result>,
): (request: Request, context: Context) => Promise<Result> {
  return async (request, context) => {
    try {
      return hideIntegers(await handle(revealIntegers(request) as Request, context)) as Result;
    } catch (error) {
      // What a client said may stand in them again.
      if (error instanceof ProtocolError) Object.assign(error, { data: hideIntegers(error.data) });
      throw error;
    }
  };
}
