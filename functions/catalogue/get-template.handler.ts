import { recordKinds } from "../../shared/catalogue/kinds.ts";
import { routes } from "../../shared/contract/routes.ts";
import { httpHandler } from "../../shared/runtime/http-handler.ts";
import { getTemplate } from "./get-template.ts";

export const handler = httpHandler(routes.getTemplate, () => {
  const answer = getTemplate({ kinds: recordKinds });
  return ({ query, language }) => answer(query, language);
});
