/** Shells that there is a script for. */
export const COMPLETION_SHELLS = ["bash", "zsh", "fish", "powershell"] as const;

export type CompletionShell = (typeof COMPLETION_SHELLS)[number];

/** The script that makes a shell complete s3kit's commands, flags, profiles, buckets and keys. */
export function completionScript(shell: CompletionShell): string {
  return SCRIPTS[shell];
}

/** How to have a shell load the script in every session. */
export function completionInstructions(shell: CompletionShell): string {
  return INSTRUCTIONS[shell];
}

/**
 * Words are cut out of the line anew, because bash breaks them at colons; for the same reason the part up to the last
 * colon is taken off the answers.
 */
const BASH = `# bash completion for s3kit
_s3kit_complete() {
  local line="\${COMP_LINE:0:COMP_POINT}" word answer directive="" prefix
  local -a words=() found=()
  local restore; restore="$(shopt -po noglob)"
  set -o noglob
  words=($line)
  eval "$restore"
  [[ "$line" == *[[:space:]] ]] && words+=("")
  word="\${words[\${#words[@]}-1]//\\\\/}"
  words[\${#words[@]}-1]="$word"
  while IFS= read -r answer; do
    case "$answer" in
      :nospace|:files|:done) directive="\${answer#:}" ;;
      *) found+=("\${answer%%$'\\t'*}") ;;
    esac
  done < <("\${words[0]}" __complete -- "\${words[@]:1}" 2>/dev/null)
  prefix=""
  [[ "$COMP_WORDBREAKS" == *:* && "$word" == *:* ]] && prefix="\${word%"\${word##*:}"}"
  COMPREPLY=()
  for answer in "\${found[@]}"; do
    printf -v answer %q "$answer"
    COMPREPLY+=("\${answer#"$prefix"}")
  done
  [[ "$directive" == nospace ]] && compopt -o nospace
  [[ "$directive" == files ]] && compopt -o default
  return 0
}
complete -F _s3kit_complete s3kit
`;

const ZSH = `#compdef s3kit
# zsh completion for s3kit
_s3kit() {
  local answer directive="" value
  local -a values descriptions typed
  typed=("\${(@)words[2,CURRENT]}")
  typed[-1]="\${(Q)typed[-1]}"
  while IFS= read -r answer; do
    case "$answer" in
      :nospace|:files|:done) directive="\${answer#:}" ;;
      *)
        value="\${answer%%$'\\t'*}"
        values+=("$value")
        if [[ "$answer" == *$'\\t'* ]]; then
          descriptions+=("$value -- \${answer#*$'\\t'}")
        else
          descriptions+=("$value")
        fi ;;
    esac
  done < <("\${words[1]}" __complete -- "\${typed[@]}" 2>/dev/null)
  local -a options=()
  [[ "$directive" == nospace ]] && options=(-S "")
  (( \${#values} )) && compadd -l -d descriptions "\${options[@]}" -- "\${values[@]}"
  [[ "$directive" == files ]] && _files
  return 0
}
if [[ "\${funcstack[1]}" == _s3kit ]]; then
  _s3kit "$@"
else
  compdef _s3kit s3kit
fi
`;

const FISH = `# fish completion for s3kit
function __s3kit_complete
    set -l typed (commandline -opc) (commandline -ct)
    set -l program $typed[1]
    for answer in ($program __complete -- $typed[2..-1] 2>/dev/null)
        switch $answer
            case ':files'
                __fish_complete_path (commandline -ct)
            case ':nospace' ':done'
            case '*'
                echo $answer
        end
    end
end
complete -c s3kit -f -a '(__s3kit_complete)'
`;

const POWERSHELL = `# PowerShell completion for s3kit
Register-ArgumentCompleter -Native -CommandName s3kit -ScriptBlock {
  param($wordToComplete, $commandAst, $cursorPosition)
  $typed = @($commandAst.CommandElements | Where-Object { $_.Extent.StartOffset -lt $cursorPosition } | ForEach-Object { $_.ToString() })
  $program = $typed[0]
  $rest = @($typed | Select-Object -Skip 1)
  if ($wordToComplete -eq '') { $rest += '' }
  & $program __complete -- @rest 2>$null | ForEach-Object {
    if ($_ -in ':nospace', ':files', ':done') { return }
    $value, $description = $_ -split "\`t", 2
    if (-not $description) { $description = $value }
    $text = if ($value -match '[\\s''"\`$]') { "'" + $value.Replace("'", "''") + "'" } else { $value }
    [System.Management.Automation.CompletionResult]::new($text, $value, 'ParameterValue', $description)
  }
}
`;

const SCRIPTS: Readonly<Record<CompletionShell, string>> = {
  bash: BASH,
  zsh: ZSH,
  fish: FISH,
  powershell: POWERSHELL,
};

const INSTRUCTIONS: Readonly<Record<CompletionShell, string>> = {
  bash: 'Add to ~/.bashrc: eval "$(s3kit completion bash)"',
  zsh: 'Add to ~/.zshrc, after compinit: eval "$(s3kit completion zsh)"',
  fish: "Run once: s3kit completion fish > ~/.config/fish/completions/s3kit.fish",
  powershell: "Add to $PROFILE: s3kit completion powershell | Out-String | Invoke-Expression",
};
