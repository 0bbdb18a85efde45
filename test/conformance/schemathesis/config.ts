import type { Executions } from './start-executions.ts';

/** What schemathesis cannot know from the document: a credential, and names that exist. */
export interface Known {
  /** Path of hooks.py. */
  hooks: string;
  /** The name of the variable that holds the key. */
  keyVariable: string;
  definitions: readonly string[];
  executions: Executions;
}

/** The text of schemathesis.toml: all checks, in all phases, with names that exist in most requests and any others in the rest. */
export function configText({ hooks, keyVariable, definitions, executions }: Known): string {
  return `hooks = ${JSON.stringify(hooks)}

[auth.openapi]
bearer = { bearer = "\${${keyVariable}}" }

[dictionaries]
# Takes any input.
open = { values = ["waits_for_people"] }
names = { values = ${list([...definitions, 'go_on'])} }
executions = { values = ${list([...executions.ended, ...executions.waiting].map(({ id }) => id))} }
ended = { values = ${list(executions.ended.map(({ id }) => id))} }
runs = { values = ${list(executions.ended.map(({ runId }) => runId))} }
steps = { values = ["review", "told"] }

[parameters]
"path.name" = { dictionary = "names", probability = 0.7 }
"path.id" = { dictionary = "executions", probability = 0.7 }
"path.step" = { dictionary = "steps", probability = 0.7 }

# Whether an input fits, the definition decides: the document cannot say it of the operation that starts any of them.
[[operations]]
include-name = "POST /v1/definitions/{name}/executions"
checks.positive_data_acceptance.expected-statuses = ["2xx", "401", "403", "404", "409", "422"]
parameters = { "path.name" = { dictionary = "open", probability = 0.5 } }

# Runs and ids that belong together are not found by chance, and a cursor that no page has given is refused with 400.
[[operations]]
include-name = "GET /v1/executions/{id}"
checks.positive_data_acceptance.expected-statuses = ["2xx", "400", "401", "403", "404"]
parameters = { "query.runId" = { dictionary = "runs", probability = 0.7 }, "path.id" = { dictionary = "ended", probability = 0.9 } }

# Events of an execution that waits come when somebody answers it, which here nobody does in time.
[[operations]]
include-name = "GET /v1/executions/{id}/events"
parameters = { "query.runId" = { dictionary = "runs", probability = 0.7 }, "path.id" = { dictionary = "ended", probability = 0.9 } }
`;
}

function list(values: readonly string[]): string {
  return JSON.stringify(values);
}
