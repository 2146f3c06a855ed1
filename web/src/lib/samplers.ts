const NAMES: Record<string, string> = {
  ddim: "DDIM",
  ddpm: "DDPM",
  deis: "DEIS",
  dpmpp_2m: "DPM++ 2M",
  dpmpp_2m_karras: "DPM++ 2M Karras",
  dpmpp_2m_sde: "DPM++ 2M SDE",
  dpmpp_sde: "DPM++ SDE",
  edm_dpmpp_2m: "EDM DPM++ 2M",
  edm_euler: "EDM Euler",
  euler: "Euler",
  euler_a: "Euler a",
  heun: "Heun",
  kdpm2: "DPM2",
  kdpm2_a: "DPM2 a",
  lcm: "LCM",
  lms: "LMS",
  pndm: "PNDM",
  sa_solver: "SA-Solver",
  tcd: "TCD",
  unipc: "UniPC",
};

/** A sampler under the name that tutorials use; one that is not known here, under its own. */
export function samplerName(id: string): string {
  return NAMES[id] ?? id;
}
