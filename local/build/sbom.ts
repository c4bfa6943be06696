import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { parseArgs } from 'node:util';
import manifest from '../../package.json' with { type: 'json' };

/** As much of CycloneDX 1.5 (https://cyclonedx.org/docs/1.5/json/) as is looked at here. */
interface Bill {
  metadata: { component: { name: string } };
  components: { 'bom-ref': string; name: string }[];
  dependencies: { ref: string; dependsOn: string[] }[];
}

/**
 * Writes the bill of materials of what is deployed: npm's own, without the packages that only tests and tools use.
 * Its `--omit=dev` would leave out those that both use, such as `zod`.
 */
const { positionals } = parseArgs({ allowPositionals: true });
const [file] = positionals;
if (file === undefined) throw new Error('usage: npm run sbom -- FILE');
const args = ['sbom', '--sbom-format=cyclonedx', '--sbom-type=application'];
const bill = JSON.parse(execFileSync('npm', args, { encoding: 'utf8', maxBuffer: 1e9 })) as Bill;

const dependenciesOf = new Map(bill.dependencies.map(({ ref, dependsOn }) => [ref, dependsOn]));
const kept = new Set<string>();
const keep = (ref: string): void => {
  if (kept.has(ref)) return;
  kept.add(ref);
  dependenciesOf.get(ref)?.forEach(keep);
};
const isDeployed = (ref: string) => Object.hasOwn(manifest.dependencies, ref.slice(0, ref.lastIndexOf('@')));
const root = `${manifest.name}@${manifest.version}`;
const ofRoot = (dependenciesOf.get(root) ?? []).filter(isDeployed);
ofRoot.forEach(keep);

bill.metadata.component.name = manifest.name;
bill.components = bill.components.filter((component) => kept.has(component['bom-ref']));
bill.dependencies = [
  { ref: root, dependsOn: ofRoot },
  ...bill.dependencies.filter(({ ref }) => kept.has(ref)),
];
mkdirSync(dirname(file), { recursive: true });
writeFileSync(file, `${JSON.stringify(bill, null, 2)}\n`);
