import type { LaneView } from '../core/system/system.ts'

/** Counted in memory and shown on a port of its own, in Prometheus' text format. Labels are route patterns, never addresses or names. */
export interface Metrics {
  countRequest(request: { method: string; route: string; status: number; seconds: number }): void
  streamOpened(): () => void
  /** The page for METRICS_PORT; `lanes` as /readyz and the system page have them. */
  render(lanes: readonly LaneView[]): string
}

const buckets = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10]

export function createMetrics(): Metrics {
  const requests = new Map<string, number>()
  const durations = { counts: buckets.map(() => 0), sum: 0, count: 0 }
  let streams = 0
  return {
    countRequest({ method, route, status, seconds }) {
      const labels = `{method="${method}",route="${escape(route)}",status="${status}"}`
      requests.set(labels, (requests.get(labels) ?? 0) + 1)
      durations.sum += seconds
      durations.count++
      buckets.forEach((limit, i) => {
        if (seconds <= limit) durations.counts[i]!++
      })
    },
    streamOpened() {
      streams++
      return () => void streams--
    },
    render(lanes) {
      return [
        ...family('kikimimi_http_requests_total', 'counter', 'Requests by route and status', [...requests].map(([labels, value]) => `${labels} ${value}`)),
        ...family('kikimimi_http_request_seconds', 'histogram', 'How long requests took', []),
        ...buckets.map((limit, i) => `kikimimi_http_request_seconds_bucket{le="${limit}"} ${durations.counts[i]}`),
        `kikimimi_http_request_seconds_bucket{le="+Inf"} ${durations.count}`,
        `kikimimi_http_request_seconds_sum ${durations.sum}`,
        `kikimimi_http_request_seconds_count ${durations.count}`,
        ...family('kikimimi_streams', 'gauge', 'Open streams of changes', [` ${streams}`]),
        ...family('kikimimi_lane_depth', 'gauge', 'What waits in a lane', lanes.map((lane) => `{lane="${lane.lane}"} ${lane.depth}`)),
        ...family('kikimimi_lane_oldest_seconds', 'gauge', 'Age of the oldest that waits', lanes.map((lane) => `{lane="${lane.lane}"} ${lane.oldestSeconds ?? 0}`)),
        ...family('kikimimi_lane_parked', 'gauge', 'What is parked in a lane', lanes.map((lane) => `{lane="${lane.lane}"} ${lane.parked}`)),
        ...family('process_resident_memory_bytes', 'gauge', 'Memory of this process', [` ${process.memoryUsage.rss()}`]),
        ...family('process_uptime_seconds', 'gauge', 'Since the start', [` ${Math.round(process.uptime())}`]),
        '',
      ].join('\n')
    },
  }
}

function family(name: string, type: string, help: string, samples: readonly string[]): string[] {
  return [`# HELP ${name} ${help}`, `# TYPE ${name} ${type}`, ...samples.map((sample) => `${name}${sample}`)]
}

function escape(value: string): string {
  return value.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n')
}
