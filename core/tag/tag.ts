export interface TagView {
  id: string
  name: string
}
