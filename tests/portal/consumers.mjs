// What the consumers' own libraries say of OpenAPI documents and catalogue entities, as one JSON object.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";

const tools = process.argv[2];
const require = createRequire(tools + "/");
const given = JSON.parse(readFileSync(0, "utf8"));
const print = process.stdout.write.bind(process.stdout);
console.log = console.info = console.error;

const { validate } = require("@apidevtools/swagger-parser");
const converter = require("openapi-to-postmanv2");
const scalar = await import(pathToFileURL(require.resolve("@scalar/openapi-parser")));
const backstage = require("@backstage/catalog-model");

const told = { swaggerParser: {}, postman: {}, scalar: {}, backstage: {} };
for (const path of given.documents) {
  const text = readFileSync(path, "utf8");
  try {
    await validate(path);
    told.swaggerParser[path] = [];
  } catch (error) {
    told.swaggerParser[path] = [error.message];
  }
  const checked = await scalar.validate(text);
  const dereferenced = await scalar.dereference(text);
  told.scalar[path] = [...(checked.errors ?? []), ...(dereferenced.errors ?? [])].map((one) => one.message);
  if (!checked.valid) { told.scalar[path].push("it is not valid"); }
  told.postman[path] = await new Promise((resolve) => {
    converter.convertV2({ type: "string", data: text }, {}, (error, result) => {
      resolve(error ? [error.message] : result.result ? [] : [result.reason]);
    });
  });
}
const policy = backstage.EntityPolicies.allOf([
  new backstage.SchemaValidEntityPolicy(),
  new backstage.NoForeignRootFieldsEntityPolicy(),
  new backstage.FieldFormatEntityPolicy(),
  new backstage.DefaultNamespaceEntityPolicy(),
]);
const kinds = {
  API: backstage.apiEntityV1alpha1Validator,
  Location: backstage.locationEntityV1alpha1Validator,
  System: backstage.systemEntityV1alpha1Validator,
};
for (const entity of given.entities) {
  const name = `${entity.kind}:${entity.metadata.name}`;
  try {
    await policy.enforce(structuredClone(entity));
    told.backstage[name] = (await kinds[entity.kind].check(entity)) ? [] : ["its kind is not known"];
  } catch (error) {
    told.backstage[name] = [error.message];
  }
}
print(JSON.stringify(told));
