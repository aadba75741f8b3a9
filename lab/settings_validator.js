// Stands in for the code that JupyterLab's validator of settings writes for each schema and evaluates: a strict Content-Security-Policy
// forbids that. The settings come with the site, so they are taken as they are; what is missing gets its default, which JupyterLab needs.
// biome-ignore lint/correctness/noUnusedVariables: the build puts it where it is called
function settingsValidator(schema, root, fills) {
  const resolve = (part) => {
    if (typeof part?.$ref !== "string" || !part.$ref.startsWith("#/")) return part;
    const steps = part.$ref.slice(2).split("/");
    return steps.reduce((found, step) => found?.[step.replaceAll("~1", "/").replaceAll("~0", "~")], root);
  };
  const fill = (given, data) => {
    const part = resolve(given);
    if (typeof part !== "object" || typeof data !== "object" || part === null || data === null) return;
    for (const each of part.allOf ?? []) fill(each, data);
    if (Array.isArray(data)) {
      for (const entry of data) fill(part.items, entry);
      return;
    }
    const known = part.properties ?? {};
    for (const [name, property] of Object.entries(known)) {
      if (data[name] === undefined && property?.default !== undefined) data[name] = structuredClone(property.default);
      fill(property, data[name]);
    }
    for (const name of Object.keys(data)) {
      if (!(name in known)) fill(part.additionalProperties, data[name]);
    }
  };
  return (data) => {
    if (fills) fill(schema, data);
    return true;
  };
}
