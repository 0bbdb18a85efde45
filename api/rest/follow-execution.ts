import { Readable } from 'node:stream';
import { shortNotice } from '../../plan/view/fold.ts';
import type { ExecutionView } from '../../plan/view.ts';
import { callerOf } from '../http/app.ts';
import type { HttpApp } from '../http/app.ts';
import { toProblem } from '../http/refusals/problem.ts';
import type { ExecutionChange } from '../operations/ports.ts';
import { answers, READ_PROBLEMS } from './answers.ts';
import type { RestDeps } from './deps.ts';
import { sseComment, sseEvent, withHeartbeat } from './event-stream.ts';
import { cursorOf, followHeaders, followQuery, streamEvent } from './schemas/follow.ts';
import { executionPath } from './schemas/parts.ts';
import { withStepsPage } from './steps-page.ts';
import { untilGone } from './until-gone.ts';

const STREAM = 'text/event-stream; charset=utf-8';

export function addFollowExecution(app: HttpApp, { operations, heartbeatMs, closing }: RestDeps): void {
  app.get('/v1/executions/:id/events', {
    // There is no length to ask for, and nothing would end it.
    exposeHeadRoute: false,
    schema: {
      tags: ['Executions'],
      operationId: 'followExecution',
      summary: 'Follow an execution (Server-Sent Events)',
      description: DESCRIPTION,
      params: executionPath,
      querystring: followQuery,
      headers: followHeaders,
      response: answers({ 200: { description: 'The stream.', schema: streamEvent, type: 'text/event-stream' } }, [
        ...READ_PROBLEMS,
        404,
      ]),
    },
    handler: async (request, reply) => {
      const caller = callerOf(request);
      const { id } = request.params;
      const { runId, lastEventId } = request.query;
      const after = cursorOf(request.headers['last-event-id'], lastEventId);
      const signal = untilGone(reply, closing);
      const changes = await operations.follow(caller, id, { runId, after, signal });
      const source = withHeartbeat(changes, heartbeatMs);
      const events = writeEvents({
        source,
        signal,
        latest: () => operations.get(caller, id, runId),
        requestId: request.id,
      });
      reply.headers({ 'content-type': STREAM, 'cache-control': 'no-store', 'x-accel-buffering': 'no' });
      return reply.send(Readable.from(events) as never);
    },
  });
}

const DESCRIPTION = `\`event: step\` for every change, with the step that it is about (StepEvent); last \`event: end\` with the execution (Execution), its first steps as in every answer.
Reconnect with \`Last-Event-ID\` and nothing is lost. \`event: problem\` (Problem) says why a stream ends early.`;

interface Follow {
  source: AsyncIterable<ExecutionChange | null>;
  signal: AbortSignal;
  /** For the end of a stream that had nothing more to give. */
  latest: () => Promise<ExecutionView>;
  requestId: string;
}

async function* writeEvents({ source, signal, latest, requestId }: Follow): AsyncGenerator<string> {
  let last: ExecutionChange | null = null;
  try {
    yield sseComment('open');
    for await (const change of source) {
      if (change === null) yield sseComment('quiet');
      else {
        yield sseEvent('step', dataOf(change), change.isLastOfEvent ? change.cursor : undefined);
        last = change;
      }
    }
    if (signal.aborted) yield sseComment('this process is about to end: connect again');
    else yield sseEvent('end', withStepsPage(last?.view ?? (await latest())));
  } catch (error) {
    if (signal.aborted) yield sseComment('this process is about to end: connect again');
    else yield sseEvent('problem', toProblem(error, requestId).problem);
  }
}

function dataOf({ event: whole, step, head: { status, sagaState, waitingFor } }: ExecutionChange) {
  const event = whole.type === 'notice' ? { ...whole, message: shortNotice(whole.message) } : whole;
  return { event, step, status, sagaState, waitingFor };
}
