import { expect, test } from 'vitest'
import { readAdvisories } from './advisories'

test('only what is high or critical is grave', () => {
  const vulnerabilities = {
    mild: { name: 'mild', severity: 'moderate' },
    bad: { name: 'bad', severity: 'high' },
    worse: { name: 'worse', severity: 'critical' },
  }
  expect(readAdvisories(JSON.stringify({ auditReportVersion: 2, vulnerabilities }))).toEqual({
    asked: true,
    grave: [
      { name: 'bad', severity: 'high' },
      { name: 'worse', severity: 'critical' },
    ],
  })
})

test.each([
  ['{"message":"405 Method Not Allowed","error":{"summary":"","detail":""}}', '405 Method Not Allowed'],
  [
    '{"error":{"code":"ENOAUDIT","summary":"request to the registry failed"}}',
    'request to the registry failed',
  ],
  ['', 'npm audit answered nothing that can be read'],
])('a registry that cannot be asked is no clean answer: %s', (said, reason) => {
  expect(readAdvisories(said)).toEqual({ asked: false, reason })
})
