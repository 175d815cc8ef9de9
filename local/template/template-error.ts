/** The synthesized app holds something the one-machine host cannot stand in for. The message names it; the host stops. */
export class TemplateError extends Error {
  override readonly name = "TemplateError";
}
