# Completion of crier(1) for bash: crier itself says what could stand there.
_crier()
{
	local word last=${COMP_WORDS[COMP_CWORD]} glued= i
	local -a words=()

	# bash parts words at = and :, which are no ends of words to crier.
	for ((i = 1; i <= COMP_CWORD; i++)); do
		word=${COMP_WORDS[i]}
		if [[ ${#words[@]} -gt 0 && (-n $glued || $word == [=:]*) ]]; then
			words[-1]+=$word
		else
			words+=("$word")
		fi
		[[ $word == [=:] ]] && glued=1 || glued=
	done
	[[ $last == [=:] ]] && last=

	COMPREPLY=()
	while IFS=$'\t' read -r word _; do
		if [[ $word == :file ]]; then
			compopt -o filenames
			while IFS= read -r word; do
				COMPREPLY+=("$word")
			done < <(compgen -f -- "$last")
		else
			COMPREPLY+=("${word#"${words[-1]%"$last"}"}")
		fi
	done < <("$1" complete -- "${words[@]}" 2>/dev/null)
}
complete -F _crier crier
