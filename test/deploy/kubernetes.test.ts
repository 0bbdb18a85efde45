import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { readProject } from '../../project/project.ts';
import { KEDA_SCHEMA } from './keda-schema.ts';
import { readDeployments, readManifests, type Manifest } from './manifests.ts';
import { fileText, readYaml, repositoryPath } from './read-yaml.ts';

const manifests = readManifests();
const named = manifests.map(
  (manifest) => [`${manifest.kind} ${manifest.metadata.name} in ${manifest.file}`, manifest] as const,
);
const base = manifests.filter(({ file }) => file.startsWith('deploy/kubernetes/base/'));

/** Where a kind is among Kubernetes' definitions. */
const GROUPS: Record<string, string> = {
  v1: 'io.k8s.api.core.v1',
  'apps/v1': 'io.k8s.api.apps.v1',
  'autoscaling/v2': 'io.k8s.api.autoscaling.v2',
  'policy/v1': 'io.k8s.api.policy.v1',
  'networking.k8s.io/v1': 'io.k8s.api.networking.v1',
};

const ajv = new Ajv2020({ strict: false });
ajv.addSchema(JSON.parse(fileText('test/fixtures/schemas/kubernetes.json')) as object, 'kubernetes');

function problemOf({ file: _file, ...manifest }: Manifest): string | null {
  const { kind, apiVersion, spec } = manifest;
  const accepts =
    kind === 'ScaledObject' || kind === 'TriggerAuthentication'
      ? ajv.compile(KEDA_SCHEMA[kind])
      : ajv.getSchema(`kubernetes#/$defs/${GROUPS[apiVersion] ?? ''}.${kind}`);
  if (accepts === undefined) return `There is no schema for ${apiVersion} ${kind}.`;
  return accepts(apiVersion.startsWith('keda.sh/') ? spec : manifest) ? null : ajv.errorsText(accepts.errors);
}

describe('every manifest fits its schema', () => {
  it.each(named)('%s', (_name, manifest) => {
    expect(problemOf(manifest)).toBeNull();
  });

  it('and a misspelled one does not', () => {
    const [deployment] = readDeployments();
    const broken = JSON.parse(JSON.stringify(deployment).replaceAll('livenessProbe', 'lifenessProbe')) as Manifest;
    expect(problemOf(broken)).toContain('must NOT have additional properties');
  });
});

it('lists every file but the Ingress, and pins the image', () => {
  const [kustomization] = readYaml<{ resources: string[]; images: unknown[] }>(
    'deploy/kubernetes/base/kustomization.yaml',
  );
  const files = new Set(base.map(({ file }) => file.replace('deploy/kubernetes/base/', '')));
  files.delete('ingress.yaml');
  expect(new Set(kustomization?.resources)).toEqual(files);
  expect(kustomization?.images).toEqual([
    { name: 'sagaflow', newName: expect.any(String), newTag: expect.stringMatching(/^\d+\.\d+\.\d+$/) },
  ]);
});

describe.each(readDeployments().map((deployment) => [deployment.metadata.name, deployment] as const))(
  '%s',
  (name, { spec }) => {
    const { template, selector } = spec;
    const [container] = template.spec.containers;

    it('is selected by its own labels', () => {
      expect(template.metadata.labels).toEqual(selector.matchLabels);
    });

    it('leaves the number of pods to its autoscaler', () => {
      expect(spec.replicas).toBeUndefined();
      const scaled = base.filter(({ kind }) => kind === 'ScaledObject' || kind === 'HorizontalPodAutoscaler');
      expect(scaled.map((one) => (one.spec?.['scaleTargetRef'] as { name: string }).name)).toContain(name);
    });

    it('may lose a pod to maintenance, not all', () => {
      const budgets = base.filter(({ kind }) => kind === 'PodDisruptionBudget').map((one) => one.spec);
      expect(budgets).toContainEqual({ minAvailable: 1, selector: { matchLabels: selector.matchLabels } });
    });

    it('runs without root, rights, a token, or a root it could write to', () => {
      expect(template.spec).toMatchObject({ serviceAccountName: 'sagaflow', automountServiceAccountToken: false });
      expect(template.spec.securityContext).toMatchObject({
        runAsNonRoot: true,
        runAsUser: 1000,
        seccompProfile: { type: 'RuntimeDefault' },
      });
      expect(container?.securityContext).toEqual({
        allowPrivilegeEscalation: false,
        readOnlyRootFilesystem: true,
        capabilities: { drop: ['ALL'] },
      });
    });

    it('has probes on a port that it opens, and says what it needs', () => {
      const ports = container?.ports?.map((port) => port.name) ?? [];
      const { startupProbe, livenessProbe, readinessProbe } = container ?? {};
      for (const probe of [startupProbe, livenessProbe, readinessProbe]) expect(ports).toContain(probe?.httpGet.port);
      expect(container?.resources).toMatchObject({
        requests: { cpu: expect.any(String) },
        limits: { memory: expect.any(String) },
      });
    });

    it('mounts only volumes that it has', () => {
      const volumes = template.spec.volumes.map((volume) => volume.name);
      expect(new Set(container?.volumeMounts?.map((mount) => mount.name))).toEqual(new Set(volumes));
    });
  },
);

it('asks the API whether it lives and whether it is ready at their two places', () => {
  const api = readDeployments().find(({ metadata }) => metadata.name === 'sagaflow-api')?.spec.template.spec
    .containers[0];
  expect(api?.livenessProbe?.httpGet.path).toBe('/healthz');
  expect(api?.readinessProbe?.httpGet.path).toBe('/readyz');
});

it('lets nothing in or out that no policy names', () => {
  const policies = base.filter(({ kind }) => kind === 'NetworkPolicy').map(({ spec }) => spec);
  expect(policies).toContainEqual({ podSelector: {}, policyTypes: ['Ingress', 'Egress'] });
});

it('scales the workers on the task queue that they poll', () => {
  const settings = base.find(({ kind, metadata }) => kind === 'ConfigMap' && metadata.name === 'sagaflow');
  const scaled = base.find(({ kind }) => kind === 'ScaledObject');
  expect(scaled?.spec?.['triggers']).toMatchObject([
    {
      metadata: {
        namespace: settings?.data?.['TEMPORAL_NAMESPACE'],
        taskQueue: settings?.data?.['SAGAFLOW_TASK_QUEUE'],
      },
    },
  ]);
});

it('brings an example project that compiles', async () => {
  const project = await readProject({ cwd: repositoryPath('deploy/kubernetes/base/project') });
  expect(project.diagnostics.filter(({ severity }) => severity === 'error')).toEqual([]);
  expect([...project.plans.values()].map(({ plan, skipped }) => [plan.name, skipped])).toEqual([
    ['order_processing_saga', []],
  ]);
});
