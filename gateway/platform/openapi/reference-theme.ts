/** Headgate's mark, with the posts and the leaf of the dashboard's. */
export const referenceLogo = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24" width="24" height="24" fill="none"><rect width="24" height="24" rx="6" fill="#171717"/><rect x=".5" y=".5" width="23" height="23" rx="5.5" stroke="#fafafa" stroke-opacity=".25"/><g stroke="#fafafa" stroke-width="2" stroke-linecap="round"><path d="M7 6v12M17 6v12M7 10h10"/><path d="M10 15.5h4" stroke-opacity=".55"/></g></svg>`;

/** There is one document, so no field for another's address; on a phone, all of a line is in sight. */
export const referenceStyle = `
body { background: #fff; }
html.dark-mode, html.dark-mode body { background: #1c2022; }
.swagger-ui .topbar { padding: 8px 0; background: transparent; border-bottom: 1px solid rgb(128 128 128 / 30%); }
.swagger-ui .topbar .download-url-wrapper { display: none; }
.swagger-ui .topbar .topbar-wrapper { justify-content: space-between; flex-direction: row; }
.swagger-ui .topbar a.link { flex: none; max-width: none; gap: 8px; color: inherit; font: 600 15px system-ui, sans-serif; }
.swagger-ui .topbar a.link img { height: 24px; width: 24px; }
.swagger-ui .topbar a.link::after { content: "Headgate"; color: #171717; }
html.dark-mode .swagger-ui .topbar a.link::after { color: #fafafa; }
.swagger-ui .topbar .dark-mode-toggle button svg { fill: currentcolor; }
.swagger-ui .info { margin: 28px 0; }
.swagger-ui .info .title { font-size: 28px; line-height: 1.4; }
.swagger-ui .scheme-container { margin: 0 0 20px; padding: 16px 0; background: transparent; box-shadow: none; }
.swagger-ui .opblock-tag { font-size: 18px; }
.swagger-ui .filter .operation-filter-input { margin: 12px 0; padding: 8px 10px; border-width: 1px; }
@media (max-width: 640px) {
  .swagger-ui .filter input[type=text].operation-filter-input { max-width: none; }
  .swagger-ui .opblock-tag { flex-wrap: wrap; }
  .swagger-ui .opblock-tag small { order: 1; flex-basis: 100%; padding: 4px 0 0; }
  .swagger-ui .opblock-tag > a, .swagger-ui .opblock-tag > span { flex: 1; }
}
`;

/** The plugin's page does not say that it fits a phone. */
export const referenceScript = `
const viewport = document.createElement("meta");
viewport.name = "viewport";
viewport.content = "width=device-width, initial-scale=1";
document.head.append(viewport);
`;
