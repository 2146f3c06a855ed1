import { StrictMode } from "react";
import { createRoot } from "react-dom/client";

import { beginLogin } from "./api/login";
import { App } from "./app/App";

import "./styles/index.css";

const root = document.querySelector("#root");
if (!root) throw new Error("index.html has no #root");
beginLogin();
createRoot(root).render(
  <StrictMode>
    <App />
  </StrictMode>,
);
