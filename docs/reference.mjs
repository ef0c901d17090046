import { join, relative } from 'node:path';
import { ReflectionKind } from 'typedoc';

const root = join(import.meta.dirname, '..');

/** Where files are read. */
export const repository = 'https://github.com/marketloom/marketloom/blob/main';

/**
 * What the reference site needs beside TypeDoc's own ways. It is loaded as a plugin, by typedoc.config.mjs.
 *
 * @param {import('typedoc').Application} app
 */
export function load(app) {
  app.on('reviveProject', (project) => {
    for (const document of project.documents ?? []) document.name = titleOf(document);
    for (const reflection of Object.values(project.reflections)) {
      // What is inherited from the language itself lies in no repository of ours.
      const own = reflection.sources?.filter(({ fileName }) => !fileName.includes('node_modules/'));
      if (own) reflection.sources = own.length > 0 ? own : undefined;
      for (const tag of reflection.comment?.blockTags ?? []) nameErrors(tag, project);
    }
  });
  // Files that are no part of the reference are read in the repository, where links in them lead somewhere too.
  app.renderer.on('endPage', (page) => {
    const files = page.project.files.getNameToAbsoluteMap();
    page.contents = page.contents?.replace(/href="(?:\.\.\/)*media\/([^"#]+)/g, (link, name) => {
      const file = files.get(name);
      return file === undefined ? link : `href="${repository}/${relative(root, file)}`;
    });
  });
}

/**
 * What is thrown stands before when it is thrown, and leads to its class.
 *
 * @param {import('typedoc').CommentTag} tag
 * @param {import('typedoc').ProjectReflection} project
 */
function nameErrors(tag, project) {
  const names = tag.typeAnnotation?.match(/\w+/g);
  if (!names) return;
  const classes = project.getReflectionsByKind(ReflectionKind.Class);
  const named = names.flatMap((name, index) => [
    { kind: 'text', text: index === 0 ? '' : ' or ' },
    linkTo(
      name,
      classes.find((candidate) => candidate.name === name),
    ),
  ]);
  tag.content = [...named, { kind: 'text', text: ' ' }, ...tag.content];
  delete tag.typeAnnotation;
}

/**
 * @param {string} name
 * @param {import('typedoc').Reflection | undefined} target
 * @returns {import('typedoc').CommentDisplayPart}
 */
function linkTo(name, target) {
  return target === undefined
    ? { kind: 'code', text: `\`${name}\`` }
    : { kind: 'inline-tag', tag: '@linkcode', text: name, target };
}

/**
 * A document's own title, in place of its file's name.
 *
 * @param {import('typedoc').DocumentReflection} document
 */
function titleOf({ content, name }) {
  return content[0]?.text.match(/^# (.+)$/m)?.[1] ?? name;
}

/**
 * Headings keep their code in the list of what is on a page, which is made of their text alone.
 *
 * @param {{ readonly core: { readonly ruler: { push(name: string, rule: (state: any) => void): void } } }} markdown
 */
export function keepCodeOfHeadings(markdown) {
  markdown.core.ruler.push('code of headings', ({ tokens, Token }) => {
    for (const [index, { type }] of tokens.entries()) {
      if (type !== 'heading_open') continue;
      for (const part of tokens[index + 1].children) {
        if (part.type !== 'code_inline') continue;
        const text = new Token('text', '', 0);
        text.content = part.content;
        part.children = [text];
      }
    }
  });
}
