import ts from 'typescript';
import type { DeclaredExport } from './declared-exports.ts';

const printer = ts.createPrinter({ removeComments: true, newLine: ts.NewLineKind.LineFeed });

/** A declaration as a reader of the report sees it: without comments, and without what users have no part in. */
export function printDeclaration({ declarations, file }: DeclaredExport): string {
  return declarations
    .map((statement) => {
      const { transformed } = ts.transform(statement, [withoutInternals]);
      return printer.printNode(ts.EmitHint.Unspecified, transformed[0] as ts.Statement, file);
    })
    .map((text) => text.replace(/^export /, '').replace(/^declare /, ''))
    .map((text) => text.replace(/^(?: {4})+/gm, (indent) => ' '.repeat(indent.length / 2)))
    .join('\n');
}

const withoutInternals: ts.TransformerFactory<ts.Statement> = (context) => {
  const visit = (node: ts.Node): ts.Node | undefined =>
    ts.isClassElement(node) && isInternal(node) ? undefined : ts.visitEachChild(node, visit, context);
  return (statement) => ts.visitEachChild(statement, visit, context);
};

/** Private members, among them the `#private` that stands for those a class has, and what is marked `@internal`. */
function isInternal(member: ts.ClassElement): boolean {
  const isPrivate = ts.canHaveModifiers(member)
    ? ts.getModifiers(member)?.some(({ kind }) => kind === ts.SyntaxKind.PrivateKeyword) === true
    : false;
  const isHidden = member.name !== undefined && ts.isPrivateIdentifier(member.name);
  return isPrivate || isHidden || ts.getJSDocTags(member).some((tag) => tag.tagName.text === 'internal');
}
