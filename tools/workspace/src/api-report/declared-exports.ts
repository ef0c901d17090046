import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import ts from 'typescript';

/** The declarations behind one exported name: one, or as many as a function has overloads. */
export interface DeclaredExport {
  readonly name: string;
  readonly declarations: readonly ts.Statement[];
  readonly file: ts.SourceFile;
}

/**
 * What a declaration file exports, followed to where it is declared.
 * @param path of the file, ending in `.d.ts`
 * @throws {Error} when a name is exported in a way that is not followed here, such as `export *`
 */
export function declaredExports(path: string): DeclaredExport[] {
  const file = parse(path);
  return file.statements.filter(ts.isExportDeclaration).flatMap((statement) => {
    const { exportClause, moduleSpecifier } = statement;
    if (exportClause === undefined || !ts.isNamedExports(exportClause)) {
      throw new Error(`${path}: only names that are listed can be followed: ${statement.getText(file)}`);
    }
    const from =
      moduleSpecifier !== undefined && ts.isStringLiteral(moduleSpecifier) ? moduleSpecifier.text : null;
    return exportClause.elements.map((element) => {
      const declared = (element.propertyName ?? element.name).text;
      return {
        ...declarationOf(declared, from === null ? path : fileOf(path, from)),
        name: element.name.text,
      };
    });
  });
}

const fileOf = (path: string, specifier: string): string =>
  join(dirname(path), specifier.replace(/\.[jt]s$/, '.d.ts'));

function parse(path: string): ts.SourceFile {
  return ts.createSourceFile(path, readFileSync(path, 'utf8'), ts.ScriptTarget.Latest, true);
}

function declarationOf(name: string, path: string): DeclaredExport {
  const file = parse(path);
  const declared = name === 'default' ? nameOfDefault(file) : name;
  const declarations = file.statements.filter((statement) => namesOf(statement).includes(declared));
  if (declarations.length > 0) return { name, declarations, file };
  const passedOn = declaredExports(path).find((one) => one.name === name);
  if (passedOn === undefined) throw new Error(`${path}: no declaration of ${name} was found`);
  return passedOn;
}

function nameOfDefault(file: ts.SourceFile): string {
  const assigned = file.statements.find(ts.isExportAssignment)?.expression;
  return assigned !== undefined && ts.isIdentifier(assigned) ? assigned.text : 'default';
}

function namesOf(statement: ts.Statement): string[] {
  if (ts.isVariableStatement(statement)) {
    return statement.declarationList.declarations.map(({ name }) => name.getText());
  }
  const { name } = statement as { name?: ts.Identifier };
  return name === undefined ? [] : [name.text];
}
