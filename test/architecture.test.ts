import { execFileSync } from 'node:child_process';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { functionsOf } from '../local/build/functions.ts';
import { drifted } from '../local/build/generate.ts';
import { importsOf, sources } from '../local/build/imports.ts';
import { declarations } from './support/routes.ts';

const root = join(import.meta.dirname, '..');
const textOf = (file: string) => readFileSync(join(root, file), 'utf8');

const imports = importsOf(sources);

/** Which room may open which door. The first rule whose `from` fits a file holds for it. */
const ARROWS: { from: RegExp; to: RegExp; typesToo?: RegExp }[] = [
  {
    from: /^functions\/routes\.ts$/,
    to: /^functions\//,
    typesToo: /^lib\/http\/(endpoint|page|job|consumer)/,
  },
  { from: /^functions\/tools\.ts$/, to: /^functions\// },
  {
    from: /^functions\//,
    to: /^(lib\/(http|domain)\/|lib\/(live|errors|profile)\.ts|(package|openapi(\.boilerplate)?)\.json$|functions\/(misc\/allowed-methods|tools)\.ts$)/,
  },
  { from: /^lib\/http\//, to: /^lib\/(http|domain|mcp)\/|^lib\/(errors|profile)\.ts/ },
  // A result that is too long for a model is shortened by its parts.
  { from: /^lib\/mcp\//, to: /^lib\/mcp\//, typesToo: /^lib\/analysis\/result\.ts/ },
  {
    from: /^lib\/domain\//,
    to: /^lib\/(domain|table)\/|^lib\/(errors|plain-text|profile)\.ts|^lib\/analysis\/result\.ts/,
    typesToo:
      /^lib\/(mail\/mailer|identity\/identity|leaks\/leaks|payments\/payments|files\/files|queue\/queue|analysis\/analysis)\.ts/,
  },
  { from: /^lib\/table\//, to: /^lib\/table\/|^lib\/(errors|aws-signature)\.ts/ },
  { from: /^lib\/mail\//, to: /^lib\/mail\/|^lib\/(errors|aws|profile)\.ts/ },
  { from: /^lib\/payments\//, to: /^lib\/payments\/|^lib\/errors\.ts/ },
  { from: /^lib\/identity\//, to: /^lib\/identity\/|^lib\/errors\.ts/ },
  { from: /^lib\/leaks\//, to: /^lib\/leaks\/|^lib\/(errors|deadline)\.ts/ },
  { from: /^lib\/queue\//, to: /^lib\/queue\/|^lib\/(errors|aws)\.ts/ },
  { from: /^lib\/files\//, to: /^lib\/(files|prose)\/|^lib\/(errors|aws|deadline|plain-text)\.ts/ },
  {
    from: /^lib\/analysis\//,
    to: /^lib\/(analysis|prose)\/|^lib\/(errors|deadline|plain-text)\.ts/,
    typesToo: /^lib\/files\/files\.ts/,
  },
  // The embedded engine is one that the analysis is given; the analysis does not know it.
  { from: /^lib\/checker\//, to: /^lib\/(checker|analysis)\// },
  { from: /^lib\/prose\//, to: /^lib\/prose\// },
  { from: /^lib\/live\.ts$/, to: /^lib\/(?!http)/ },
  { from: /^lib\/parameters\.ts$/, to: /^lib\/(aws|errors)\.ts/ },
  { from: /^lib\/[^/]+$/, to: /^lib\/(deadline|plain-text|profile|aws-signature)\.ts$/ },
  // The page takes from the backend the types of what it is sent, and no code.
  { from: /^console\//, to: /^console\//, typesToo: /^lib\/(domain|analysis)\// },
  { from: /^client\//, to: /^client\// },
  { from: /^docs\//, to: /^docs\// },
  { from: /^local\//, to: /^(local|lib|functions)\/|^package\.json$/ },
];

/** Packages that only some rooms may know. */
const PACKAGES: { name: RegExp; at: RegExp }[] = [
  { name: /^@aws-lambda-powertools\//, at: /^lib\/http\/job\.ts$/ },
  { name: /^(ai$|@ai-sdk\/)/, at: /^lib\/analysis\/models\// },
  { name: /^(undici|ipaddr\.js)$/, at: /^lib\/analysis\/evidence\// },
  { name: /^@modelcontextprotocol\//, at: /^(lib|local)\/mcp\// },
  { name: /^@middy\//, at: /^lib\/http\/pipeline\.ts$/ },
  { name: /^@aws-sdk\//, at: /^(lib\/table\/dynamodb\.ts|local\/.*)$/ },
  { name: /^aws4fetch$/, at: /^(lib\/aws|local\/files\/.*)\.ts$/ },
  { name: /^stripe$/, at: /^(lib\/payments\/stripe-\w+|local\/stripe\/\w+)\.ts$/ },
  { name: /^jose$/, at: /^lib\/identity\/google\.ts$/ },
  { name: /^(file-type|image-size)(\/|$)/, at: /^lib\/files\/inspection\// },
  {
    name: /^(@mozilla\/readability|linkedom|htmlparser2|csv-parse|unpdf|mp4box|music-metadata|sharp|tesseract\.js|chardet|pdfjs-dist)/,
    at: /^lib\/files\/reading\//,
  },
  { name: /^wink-/, at: /^lib\/checker\// },
  { name: /^@fastify\/busboy$/, at: /^lib\/http\/multipart\.ts$/ },
  { name: /^(otpauth|qr)$/, at: /^lib\/domain\/totp\.ts$/ },
  { name: /^openapi-fetch$/, at: /^client\// },
  { name: /^openapi-typescript$/, at: /^local\/build\/generate\.ts$/ },
  { name: /^preact/, at: /^(console|docs)\// },
  { name: /^swagger-ui-dist/, at: /^docs\// },
  { name: /^zod/, at: /^(functions|lib|local\/stripe)\// },
];

describe('the arrows between rooms', () => {
  it('point one way', () => {
    const wrong = imports.filter(({ from, to, typeOnly }) => {
      if (
        !/^(client|console|docs|functions|lib|local|test)\/|^(package|openapi(\.boilerplate)?)\.json/.test(to)
      )
        return false;
      const rule = ARROWS.find((each) => each.from.test(from));
      return !rule || !(rule.to.test(to) || (typeOnly && rule.typesToo?.test(to)));
    });
    expect(wrong).toEqual([]);
  });

  it('let only the room that needs a package know it', () => {
    const wrong = imports.filter(({ from, to, typeOnly }) => {
      const rule = PACKAGES.find(({ name }) => name.test(to));
      return rule && !typeOnly && !rule.at.test(from);
    });
    expect(wrong).toEqual([]);
  });

  it('leave the environment to three files, and HTTP statuses to the rooms of HTTP', () => {
    const reading = sources.filter((file) => file.startsWith('lib/') && /process\.env/.test(textOf(file)));
    expect(reading).toEqual(['lib/aws.ts', 'lib/config.ts', 'lib/live.ts']);
    const speaking = sources.filter(
      (file) =>
        /^lib\/(?!http|analysis\/(models|evidence)|table\/dynamodb)/.test(file) &&
        /statusCode/.test(textOf(file)),
    );
    expect(speaking).toEqual([]);
  });
});

describe('importing', () => {
  it('every function has no effect: nothing is read from the environment, nothing stays open', () => {
    const script = `
      const read = [];
      process.env = new Proxy({ ...process.env }, { get: (env, name) => (read.push(name), env[name]) });
      for (const file of ${JSON.stringify(functionsOf('clara').map(({ file }) => file))}) await import('./functions/' + file + '.ts');
      console.log(JSON.stringify(read.filter((name) => /^(AWS_ENDPOINT|TABLE_NAME|MAIL_|PRODUCT_|GOOGLE_|SIGNING|PUBLIC_|PRIVATE_|SECRETS_|HIDE_|FREE_|CORS_|STRIPE_|CREDIT_|CLIENT_|TRANSCRIPTION_|ANALYSIS_|EVIDENCE_)/.test(name))));
    `;
    const printed = execFileSync(process.execPath, ['--input-type=module', '-e', script], {
      cwd: root,
      timeout: 20_000,
    });
    expect(JSON.parse(printed.toString())).toEqual([]);
  });
});

describe('the route table', () => {
  it('lists every file in functions/ that has a handler', () => {
    const files = globSync('functions/**/*.ts', { cwd: root }).filter((file) =>
      /export const handler/.test(textOf(file)),
    );
    expect(files.sort()).toEqual(
      functionsOf('clara')
        .map(({ file }) => `functions/${file}.ts`)
        .sort(),
    );
  });

  it('has each id, and each method and path, once', () => {
    const ids = declarations.map(([, { id }]) => id);
    const calls = declarations.map(([, { method, path }]) => `${method} ${path.replace(/\{\w+\}/g, '{}')}`);
    expect(new Set(ids).size).toBe(ids.length);
    expect(new Set(calls).size).toBe(calls.length);
  });

  it('agrees with every file that is generated from it (npm run generate)', async () => {
    expect(await drifted()).toEqual([]);
  });
});

describe('names', () => {
  it('say what a file holds', () => {
    const empty = /(^|\/)(utils?|helpers?|common|misc|service|manager)(\/|[.-])/;
    expect(sources.filter((file) => empty.test(file) && !file.startsWith('functions/misc/'))).toEqual([]);
  });
});

describe('a failure that an endpoint does not list', () => {
  const program = (errors: string) => `
    import { endpoint } from './lib/http/endpoint.ts';
    import { viewUser } from './lib/domain/accounts.ts';
    export const route = endpoint({
      id: 'x', method: 'GET', path: '/users/{user_id}', summary: '', callers: ['USER'], output: null, status: 204,
      message: '', errors: [${errors}], uses: { table: ['GetItem'] },
      async run(ctx, { path }) { await viewUser(ctx, path.user_id); return null; },
    });`;

  it('does not compile', async () => {
    const ts = (await import('typescript')).default;
    const { config } = ts.readConfigFile(join(root, 'tsconfig.json'), (file) =>
      readFileSync(file, 'utf8'),
    ) as {
      config: unknown;
    };
    const { options } = ts.parseJsonConfigFileContent(config, ts.sys, root);
    const host = ts.createCompilerHost(options);
    const virtual = join(root, 'virtual.ts');
    const messagesOf = (source: string) => {
      const read = host.getSourceFile.bind(host);
      const own = ts.createSourceFile(virtual, source, ts.ScriptTarget.ES2024);
      const program = ts.createProgram([virtual], options, {
        ...host,
        getSourceFile: (file, ...rest) => (file === virtual ? own : read(file, ...rest)),
        fileExists: (file) => file === virtual || host.fileExists(file),
      });
      return program.getSemanticDiagnostics(program.getSourceFile(virtual)).map(({ code }) => code);
    };
    expect(messagesOf(program("'user_not_found'"))).toEqual([]);
    expect(messagesOf(program("'forbidden'"))).not.toEqual([]);
  }, 180_000);
});
