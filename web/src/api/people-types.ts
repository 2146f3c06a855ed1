export type Role = "admin" | "member" | "viewer";
export type Scope = "read" | "generate" | "train" | "admin";

export interface Me {
  account_id: string;
  name: string;
  full_name: string;
  role: Role;
  scopes: Scope[];
  by: string;
}

export interface AuthState {
  open: boolean;
  has_accounts: boolean;
  setup_needed: boolean;
  setup_from_here: boolean;
  providers: { id: string; name: string; start_url: string }[];
  me: Me | null;
}

export interface Limits {
  requests_per_minute?: number | null;
  jobs_at_once?: number | null;
  jobs_waiting?: number | null;
  pictures_per_day?: number | null;
  seconds_per_day?: number | null;
  storage_gb?: number | null;
}

export interface Account {
  id: string;
  name: string;
  full_name: string;
  email: string | null;
  role: Role;
  disabled: boolean;
  locked_until: string | null;
  created_at: string;
  last_seen_at: string | null;
  limits: Limits | null;
  has_password: boolean;
  providers: string[];
}

export interface LoginAnswer {
  access_token: string;
  expires_in: number;
  refresh_token: string | null;
  account: Account;
}
