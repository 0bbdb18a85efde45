import { describe, expect, it } from 'vitest';
import { readHttpSettings } from '../../../api/http/settings.ts';

describe('the settings of the HTTP server', () => {
  it('has a default for everything', () => {
    expect(readHttpSettings({ SAGAFLOW_HTTP_PORT: '' })).toEqual({
      settings: {
        host: '127.0.0.1',
        port: 8080,
        allowedHosts: [],
        allowedOrigins: [],
        publicUrl: null,
        bodyLimitBytes: 1_572_864,
        rateLimitPerMinute: 60_000,
        maxEventLoopDelayMs: 1_000,
        heartbeatMs: 15_000,
        shutdownMs: 10_000,
        hasOpenMetrics: false,
      },
    });
  });

  it('reads what is given', () => {
    const read = readHttpSettings({
      SAGAFLOW_HTTP_HOST: '::',
      SAGAFLOW_HTTP_PORT: '0',
      SAGAFLOW_ALLOWED_HOSTS: 'Sagaflow.example.com, sagaflow',
      SAGAFLOW_ALLOWED_ORIGINS: 'https://office.example.com,http://localhost:6274',
      SAGAFLOW_PUBLIC_URL: 'https://sagaflow.example.com/',
      SAGAFLOW_RATE_LIMIT: '0',
      SAGAFLOW_HTTP_METRICS: 'open',
    });
    expect(read).toMatchObject({
      settings: {
        host: '::',
        port: 0,
        allowedHosts: ['sagaflow.example.com', 'sagaflow'],
        allowedOrigins: ['https://office.example.com', 'http://localhost:6274'],
        publicUrl: 'https://sagaflow.example.com',
        rateLimitPerMinute: 0,
        hasOpenMetrics: true,
      },
    });
  });

  it.each([
    ['SAGAFLOW_HTTP_HOST', 'a b'],
    ['SAGAFLOW_HTTP_PORT', '65536'],
    ['SAGAFLOW_HTTP_PORT', 'http'],
    ['SAGAFLOW_ALLOWED_HOSTS', 'https://sagaflow.example.com'],
    ['SAGAFLOW_ALLOWED_HOSTS', 'sagaflow:8080'],
    ['SAGAFLOW_ALLOWED_ORIGINS', 'office.example.com'],
    ['SAGAFLOW_ALLOWED_ORIGINS', 'https://office.example.com/page'],
    ['SAGAFLOW_PUBLIC_URL', 'sagaflow.example.com'],
    ['SAGAFLOW_PUBLIC_URL', 'https://example.com/sagaflow'],
    ['SAGAFLOW_BODY_LIMIT', '0'],
    ['SAGAFLOW_RATE_LIMIT', '-1'],
    ['SAGAFLOW_HTTP_METRICS', 'yes'],
  ])('says what is wrong with %s=%s', (name, value) => {
    const read = readHttpSettings({ [name]: value });
    expect(read).toEqual({ problems: [expect.stringMatching(new RegExp(`^${name} must be .+\\.$`))] });
  });
});
