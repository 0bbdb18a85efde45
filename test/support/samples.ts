import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startModernSample } from '../../samples/start-modern-sample.ts';
import type { JournalLine } from '../../samples/kit/journal.ts';
import { freshDir, netEffect, readJournal } from '../samples/sample-client.ts';
import { openTestProject, type ProjectFiles, type TestProject } from './project.ts';

export const repository = fileURLToPath(new URL('../..', import.meta.url));

export interface SampleProject extends TestProject {
  /** What an execution sent to a server, as the server wrote it down. */
  journal(server: string, executionId: string): JournalLine[];
  /** What is left of all that an execution did, by server; servers with nothing left out. */
  left(executionId: string): Record<string, number>;
  /** Tools that undid something for an execution, in order over all servers. */
  undone(executionId: string): string[];
  /** `switches.json` of the samples, see samples/README.md. */
  switches(settings: Record<string, string>): void;
}

/** A project on the sample servers: the repository's own, unless other files are given. */
export async function openSampleProject(files: ProjectFiles = { folder: repository }): Promise<SampleProject> {
  const samplesDir = freshDir();
  const marketing = await startModernSample({ port: 0, dir: samplesDir });
  const environment = { MARKETING_SERVER_URL: marketing.url, ...files.environment };
  const project = await openTestProject({ ...files, samplesDir, environment });
  const servers = (): string[] => Object.keys(project.project().platform?.servers ?? {});
  const journal = (server: string, executionId: string): JournalLine[] =>
    readJournal(samplesDir, server).filter(
      ({ execution }) => (execution as { id?: string } | null)?.id === executionId,
    );
  return {
    ...project,
    journal,
    left: (id) =>
      Object.fromEntries(
        servers()
          .map((server) => [server, netEffect(journal(server, id))] as const)
          .filter(([, sum]) => sum !== 0),
      ),
    undone: (id) =>
      servers()
        .flatMap((server) => journal(server, id))
        .filter(({ effect }) => effect?.change === -1)
        .sort((a, b) => a.at.localeCompare(b.at))
        .map(({ tool }) => tool),
    switches: (settings) => {
      writeFileSync(join(samplesDir, 'switches.json'), JSON.stringify(settings));
    },
    async close() {
      await project.close();
      await marketing.close();
    },
  };
}

/** The repository's platform.yaml for a folder elsewhere: only the paths of the programs are different. */
export function samplePlatform(): string {
  const text = readFileSync(join(repository, 'platform.yaml'), 'utf8');
  return text.replaceAll('[dist/samples/', `[${join(repository, 'dist/samples')}/`);
}

/** Some of the sample servers, with their journals in `dir` also for workers that are processes of their own. */
export function sampleServers(dir: string, names: string[]): string {
  const entry = (name: string): string =>
    [
      `  ${name}_server:`,
      `    command: node`,
      `    args: ["${join(repository, 'dist/samples', name)}.js"]`,
      `    env: { SAGAFLOW_SAMPLES_DIR: "${dir}" }`,
      `    trusted: true`,
      `    idempotency: meta`,
      `    atomic_errors: true`,
      `    late_calls: refused`,
      '',
    ].join('\n');
  return names.map(entry).join('');
}

export function repositoryFile(path: string): string {
  return readFileSync(join(repository, path), 'utf8');
}
