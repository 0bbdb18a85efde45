import { randomUUID } from 'node:crypto';
import type { handleUnaryCall, ServiceDefinition, UntypedServiceImplementation } from '@grpc/grpc-js';
import proto from '@temporalio/proto';
import { SEARCH_ATTRIBUTES } from '../../workflows/search-attributes.ts';

const { temporal } = proto;
const { GetSystemInfoResponse, DescribeNamespaceResponse, StartWorkflowExecutionResponse } =
  temporal.api.workflowservice.v1;
const { ListSearchAttributesResponse } = temporal.api.operatorservice.v1;
const { IndexedValueType } = temporal.api.enums.v1;

const WORKFLOWS = 'temporal.api.workflowservice.v1.WorkflowService';
const OPERATOR = 'temporal.api.operatorservice.v1.OperatorService';

/** What the API asks Temporal at its boot and at a start, and an answer to each that needs no thought. Requests are not even decoded. */
const METHODS: Record<string, () => Uint8Array> = {
  [`/${WORKFLOWS}/GetSystemInfo`]: fixed(GetSystemInfoResponse.encode({ serverVersion: '1.0.0', capabilities: {} })),
  [`/${WORKFLOWS}/DescribeNamespace`]: fixed(DescribeNamespaceResponse.encode({})),
  [`/${OPERATOR}/ListSearchAttributes`]: fixed(ListSearchAttributesResponse.encode({ customAttributes: attributes() })),
  [`/${WORKFLOWS}/StartWorkflowExecution`]: () =>
    StartWorkflowExecutionResponse.encode({ runId: randomUUID(), started: true }).finish(),
};

/** As gRPC's server takes them. */
export function stubMethods(): { definition: ServiceDefinition; implementation: UntypedServiceImplementation } {
  const definition = Object.fromEntries(Object.keys(METHODS).map((path) => [path, { ...UNARY_BYTES, path }]));
  const implementation = Object.fromEntries(Object.entries(METHODS).map(([path, answer]) => [path, always(answer)]));
  return { definition, implementation };
}

function asIs(bytes: Buffer): Buffer {
  return bytes;
}

const UNARY_BYTES = {
  requestStream: false,
  responseStream: false,
  requestSerialize: asIs,
  requestDeserialize: asIs,
  responseSerialize: asIs,
  responseDeserialize: asIs,
};

function always(answer: () => Uint8Array): handleUnaryCall<Buffer, Uint8Array> {
  return (_call, answered) => answered(null, answer());
}

function fixed(encoded: { finish(): Uint8Array }): () => Uint8Array {
  const bytes = encoded.finish();
  return () => bytes;
}

/** All are there, so the API creates none. */
function attributes(): Record<string, number> {
  const types = { Keyword: IndexedValueType.INDEXED_VALUE_TYPE_KEYWORD, Int: IndexedValueType.INDEXED_VALUE_TYPE_INT };
  return Object.fromEntries(Object.entries(SEARCH_ATTRIBUTES).map(([name, type]) => [name, types[type]]));
}
