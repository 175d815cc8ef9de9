import { routes } from "../../shared/contract/routes.ts";
import { httpHandler } from "../../shared/runtime/http-handler.ts";
import { apiDocument } from "./api-document.ts";

export const handler = httpHandler(routes.describeApi, () => () => Promise.resolve({ ...apiDocument() }));
