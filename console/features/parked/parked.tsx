import { useMutation, useQueryClient } from '@tanstack/react-query'
import type { Page } from '../../../core/input.ts'
import type { ParkedRow, ReplayParkedInput } from '../../../core/intake/intake.ts'
import { api, call } from '../../api/client.ts'
import { request } from '../../api/request.ts'
import { useFail } from '../../app/fail.ts'
import { useWords } from '../../app/language.tsx'
import { useNumbers } from '../../app/numbers.ts'
import { showToast } from '../../app/toasts.ts'
import { en } from '../../text/en/parked.ts'
import { ja } from '../../text/ja/parked.ts'
import { ActButton } from '../../ui/act-button.tsx'
import { ConfirmButton } from '../../ui/confirm-button.tsx'
import { focusMain } from '../../ui/focus-main.ts'
import { Facts } from '../../ui/facts.tsx'
import { MoreRows } from '../../ui/more-rows.tsx'
import { NetworkIcon } from '../../ui/network-icon.tsx'
import { EmptyPane, Pane } from '../../ui/pane.tsx'
import { Section } from '../../ui/section.tsx'
import { SettingsScreen } from '../../ui/settings-screen.tsx'
import { TimeAgo } from '../../ui/time-ago.tsx'
import { usePages } from '../../ui/use-pages.ts'
import parts from '../../ui/parts.module.css'

/** What could not pass, with its reason and bytes; nothing that came in is ever lost. */
export function Parked() {
  const words = useWords({ ja, en })
  const numbers = useNumbers()
  const { query, rows, first, ...rest } = usePages(['parked'], (after, signal) => request<Page<ParkedRow>>('GET', '/parked', { query: { after, limit: 50 }, signal }))
  return (
    <SettingsScreen title={words.title} needs="parked">
      <Section title={first ? words.total(numbers.total(first)) : words.unknownCount} note={words.note}>
        <Pane query={{ data: first ?? undefined, error: query.error, refetch: query.refetch }} rowHeight={120} rows={4}>
          {() => rows.length === 0 ? <EmptyPane title={words.empty} /> : (
            <>
              <ol className={parts.cards}>{rows.map((row) => <li key={row.seq}><ParkedCard row={row} /></li>)}</ol>
              <MoreRows more={rest.more} loading={rest.loadingMore} failed={rest.moreFailed} onMore={rest.loadMore} />
            </>
          )}
        </Pane>
      </Section>
    </SettingsScreen>
  )
}

function ParkedCard({ row }: { row: ParkedRow }) {
  const words = useWords({ ja, en })
  const numbers = useNumbers()
  const client = useQueryClient()
  const fail = useFail()
  const replay = useMutation({
    mutationFn: (which: ReplayParkedInput): Promise<{ replayed: number }> => call(api.parked.replay.$post({ json: which })),
    onSuccess({ replayed }) {
      showToast({ text: words.replayed(replayed) })
      focusMain()
    },
    onError: fail,
    onSettled: () => client.invalidateQueries({ queryKey: ['parked'] }),
  })
  return (
    <article className={parts.card} aria-label={`${row.reason} ${row.seq}`}>
      <div className={parts.cardHead}><NetworkIcon network={row.network} /><h3>{row.reason}</h3><span className={parts.dim}><TimeAgo at={row.receivedAt} /></span></div>
      <Facts rows={[[words.step, row.step], [words.source, row.channel?.name ?? row.app?.name ?? null], [words.attempts, numbers.count(row.attempts)], [words.size, numbers.bytes(row.byteSize)]]} />
      {row.byteSize === 0 ? <p className={parts.dim}>{words.erased}</p> : (
        <details>
          <summary>{words.show}</summary>
          {row.encoding === 'base64' && <p className={parts.dim}>{words.base64}</p>}
          {row.raw.length >= 20_000 && <p className={parts.dim}>{words.cut}</p>}
          <pre className={parts.code} tabIndex={0} aria-label={words.raw}>{pretty(row)}</pre>
        </details>
      )}
      {row.byteSize > 0 && (
        <div className={parts.row}>
          <ActButton variant="default" busy={replay.isPending} onClick={() => replay.mutate({ seqs: [row.seq] })}>{words.replay}</ActButton>
          <ConfirmButton variant="subtle" disabled={replay.isPending} question={words.replayQuestion(row.reason)} act={words.replayAll} onConfirm={() => replay.mutate({ reason: row.reason })}>{words.replayAll}</ConfirmButton>
        </div>
      )}
    </article>
  )
}

/** JSON with line breaks where it is JSON, else as it came. */
function pretty({ raw, encoding }: ParkedRow): string {
  if (encoding === 'base64') return raw
  try {
    return JSON.stringify(JSON.parse(raw), null, 2)
  } catch {
    return raw
  }
}
