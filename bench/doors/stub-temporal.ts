import { Server, ServerCredentials } from '@grpc/grpc-js';
import { stubMethods } from './stub-methods.ts';

/** What this process tells the one that forked it. */
export interface StubIsReady {
  address: string;
}

// In place of Temporal: answers a start at once and keeps nothing, so that what is left is the API's own work. Ends with its parent.
const { definition, implementation } = stubMethods();
const server = new Server();
server.addService(definition, implementation);
server.bindAsync('127.0.0.1:0', ServerCredentials.createInsecure(), (error, port) => {
  if (error !== null) throw error;
  const ready: StubIsReady = { address: `127.0.0.1:${port}` };
  process.send?.(ready);
});
process.once('disconnect', () => server.forceShutdown());
