import '@mantine/core/styles/PasswordInput.css'
import { PasswordInput, TextInput } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { api, call } from '../../api/client.ts'
import { Card, CardForm } from './card.tsx'
import { enter } from './enter.ts'
import { useSessionWords } from './words.ts'
import style from './session.module.css'

const route = getRouteApi('/setup')

export function SetUp() {
  const words = useSessionWords()
  const { token } = route.useSearch()
  const setUp = useMutation({
    mutationFn: (values: Record<string, string>) => call(api.setup.$post({ json: {
      token, workspaceName: values['workspaceName'] ?? '', name: values['name'] ?? '', email: values['email'] ?? '', password: values['password'] ?? '',
    } })),
    onSuccess: () => enter(),
  })
  if (token === '') return <Card title={words.setUp}><p className={style.problem} role="alert">{words.noToken}</p></Card>
  return (
    <Card title={words.setUp}>
      <p className={style.dim}>{words.setUpNote}</p>
      <CardForm act={words.create} busy={setUp.isPending} error={setUp.error} onSubmit={(values) => setUp.mutate(values)}>
        <TextInput name="workspaceName" label={words.workspaceName} autoComplete="organization" required maxLength={100} autoFocus />
        <TextInput name="name" label={words.name} autoComplete="name" required maxLength={100} />
        <TextInput name="email" type="email" label={words.email} autoComplete="username" required maxLength={200} />
        <PasswordInput name="password" label={words.newPassword} autoComplete="new-password" required minLength={10} maxLength={200} />
      </CardForm>
    </Card>
  )
}
