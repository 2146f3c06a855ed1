import type { components } from "./schema";

type Schemas = components["schemas"];

export type Account = Schemas["AccountShown"];
export type AuthState = Schemas["AuthState"];
export type Limits = Schemas["Limits"];
export type LoginAnswer = Schemas["LoginAnswer"];
export type Me = Schemas["Me"];
export type Role = Me["role"];
export type Scope = Me["scopes"][number];
