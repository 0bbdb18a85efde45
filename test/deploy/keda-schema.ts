/** Of KEDA's resources what is used here, strictly: a misspelled key of a custom resource would be dropped without a word. */
export const KEDA_SCHEMA = {
  ScaledObject: strict({
    scaleTargetRef: strict({ name: text(), envSourceContainerName: text() }),
    minReplicaCount: whole(),
    maxReplicaCount: whole(),
    pollingInterval: whole(),
    cooldownPeriod: whole(),
    triggers: {
      type: 'array',
      items: strict({
        type: { const: 'temporal' },
        metadata: strict({
          endpointFromEnv: text(),
          namespace: text(),
          taskQueue: text(),
          queueTypes: { enum: ['workflow', 'activity', 'workflow,activity'] },
          // KEDA reads every value from text.
          targetQueueSize: { type: 'string', pattern: String.raw`^\d+$` },
        }),
        authenticationRef: strict({ name: text() }),
      }),
    },
  }),
  TriggerAuthentication: strict({
    secretTargetRef: {
      type: 'array',
      items: strict({ parameter: { enum: ['apiKey'] }, name: text(), key: text() }),
    },
  }),
};

function strict(properties: Record<string, object>): object {
  return { type: 'object', properties, additionalProperties: false };
}

function text(): object {
  return { type: 'string', minLength: 1 };
}

function whole(): object {
  return { type: 'integer', minimum: 0 };
}
