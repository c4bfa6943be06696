import {
  AnalysisSecrets,
  EngineSettings,
  EvidenceSettings,
  evidenceSettingsOf,
  modelSettingsOf,
  settingsOf,
} from '../lib/config.ts';

type Env = Record<string, string>;
const model = (env: Env) =>
  modelSettingsOf(settingsOf(EngineSettings, env), settingsOf(AnalysisSecrets, env));
const evidence = (env: Env) =>
  evidenceSettingsOf(
    settingsOf(EvidenceSettings, env),
    settingsOf(EngineSettings, env),
    settingsOf(AnalysisSecrets, env),
  );

describe('the engine', () => {
  it('is the embedded one unless another is named', () => {
    expect(model({})).toBeUndefined();
    expect(model({ ANALYSIS_ENGINE: 'embedded', ANALYSIS_MODEL: 'ignored' })).toBeUndefined();
    expect(() => model({ ANALYSIS_ENGINE: 'another' })).toThrow('ANALYSIS_ENGINE');
  });

  it('has a model, and its own address or region where one is given', () => {
    expect(model({ ANALYSIS_ENGINE: 'anthropic', ANALYSIS_MODEL: 'm', ANALYSIS_API_KEY: 'k' })).toEqual({
      provider: 'anthropic',
      model: 'm',
      apiKey: 'k',
      maxOutputTokens: 4_096,
      timeoutMs: 45_000,
    });
    expect(model({ ANALYSIS_ENGINE: 'bedrock', ANALYSIS_MODEL: 'm', ANALYSIS_REGION: 'eu-west-1' })).toEqual({
      provider: 'bedrock',
      model: 'm',
      region: 'eu-west-1',
      maxOutputTokens: 4_096,
      timeoutMs: 45_000,
    });
    const local = {
      ANALYSIS_ENGINE: 'openai-compatible',
      ANALYSIS_MODEL: 'm',
      ANALYSIS_BASE_URL: 'http://x/v1',
    };
    expect(model(local)).toMatchObject({ provider: 'openai-compatible', baseUrl: 'http://x/v1' });
  });

  it.each([
    [{ ANALYSIS_ENGINE: 'anthropic' }, 'ANALYSIS_MODEL, ANALYSIS_API_KEY'],
    [{ ANALYSIS_ENGINE: 'bedrock' }, 'ANALYSIS_MODEL'],
    [{ ANALYSIS_ENGINE: 'openai-compatible', ANALYSIS_MODEL: 'm' }, 'ANALYSIS_BASE_URL'],
  ])('of %j lacks %s', (env, names) => {
    expect(() => model(env)).toThrow(`These settings are missing or invalid: ${names}`);
  });
});

describe('evidence from the network', () => {
  const all = { EVIDENCE_SOURCES: 'fact-check, wikipedia, web-search' };
  const keys = { FACT_CHECK_API_KEY: 'f', WEB_SEARCH_API_KEY: 'w' };
  const large = { ANALYSIS_ENGINE: 'bedrock', ANALYSIS_MODEL: 'm' };

  it('is off unless sources are named, so that no claim leaves the system', () => {
    expect(evidence({ ...keys, ...large })).toEqual({ userAgent: 'clara-backend' });
    expect(() => evidence({ EVIDENCE_SOURCES: 'rumours' })).toThrow('EVIDENCE_SOURCES');
  });

  it('comes from those that are named', () => {
    expect(evidence({ ...all, ...keys, ...large, EVIDENCE_USER_AGENT: 'us (us@example.com)' })).toEqual({
      userAgent: 'us (us@example.com)',
      wikipedia: { baseUrl: 'https://en.wikipedia.org' },
      factCheck: { baseUrl: 'https://factchecktools.googleapis.com', apiKey: 'f' },
      webSearch: { baseUrl: 'https://api.search.brave.com', apiKey: 'w' },
    });
  });

  it('is no fact check for the embedded engine, which would agree with the claim it quotes', () => {
    expect(evidence({ ...all, ...keys })).not.toHaveProperty('factCheck');
    expect(evidence({ ...all, WEB_SEARCH_API_KEY: 'w' })).toHaveProperty('webSearch');
  });

  it('lacks the keys of those that need one', () => {
    expect(() => evidence({ ...all, ...large })).toThrow('FACT_CHECK_API_KEY, WEB_SEARCH_API_KEY');
  });
});
