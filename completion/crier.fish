# Completion of crier(1) for fish: crier itself says what could stand there.
function __crier_complete
    set -l words (commandline -opc) (commandline -ct)
    for line in ($words[1] complete -- $words[2..-1] 2>/dev/null)
        if test "$line" = :file
            __fish_complete_path (commandline -ct)
        else
            echo $line
        end
    end
end
complete -c crier -f -a '(__crier_complete)'
