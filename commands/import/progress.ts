import { SingleBar } from 'cli-progress'

export interface Progress {
  show(done: number, total: number | null): void
  /** The rows are in; their analysis begins. */
  next(): void
  end(): void
}

const lineEveryMs = 5000
const titles = ['取り込み / Rows', '解析 / Analysis'] as const

/** A bar on a terminal; elsewhere a line now and then, so that a log shows that it lives. On standard error, beside the result. */
export function startProgress(): Progress {
  return process.stderr.isTTY ? bars() : lines()
}

/** A bar appears when it has an end. */
function bars(): Progress {
  let title: string = titles[0]
  let bar: SingleBar | null = null
  const end = () => {
    bar?.stop()
    bar = null
  }
  return {
    show(done, total) {
      if (total === null) return
      bar ??= open(title, total)
      bar.update(done)
    },
    next() {
      end()
      title = titles[1]
    },
    end,
  }
}

function open(title: string, total: number): SingleBar {
  const bar = new SingleBar({ format: `${title} {bar} {value}/{total} {percentage}% {duration_formatted}`, hideCursor: true, stream: process.stderr })
  bar.start(total, 0)
  return bar
}

function lines(): Progress {
  let title: string = titles[0]
  let last = Date.now()
  return {
    show(done, total) {
      if (Date.now() - last < lineEveryMs) return
      last = Date.now()
      process.stderr.write(`${title}: ${done}/${total ?? '?'}\n`)
    },
    next: () => (title = titles[1]),
    end: () => {},
  }
}
