# shellcheck shell=bash
# A Slurm of one's own on one machine: munged, slurmctld and a slurmd for each of a few nodes,
# on free ports, with all they write in one folder. Sourced, not run; the functions need root.
#
#     slurm_start FOLDER NODES CPUS    and SLURM_CONF is set
#     slurm_stop                       ends what was started, and nothing else

slurm_programs=(munged munge slurmctld slurmd sbatch srun scontrol squeue sinfo scancel unshare)

# Why it cannot be had here, in words; nothing when it can.
slurm_missing() {
    local name
    for name in "${slurm_programs[@]}"; do
        command -v "$name" >/dev/null || printf '%s is not installed\n' "$name"
    done
    ((EUID == 0)) || printf 'Slurm has to be started by root\n'
    unshare --uts true 2>/dev/null || printf 'machines cannot be given names of their own here\n'
    [[ -d /sys/fs/cgroup ]] || printf 'there is no /sys/fs/cgroup\n'
}

slurm_is_busy() {
    (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null
}

# The first of so many ports in a row that nobody listens on.
slurm_ports() {
    local count=$1 first port
    for ((try = 0; try < 50; try++)); do
        first=$((21000 + RANDOM % 900 * 10))
        for ((port = first; port < first + count; port++)); do
            ! slurm_is_busy "$port" || break
        done
        ((port < first + count)) || break
    done
    printf '%d\n' "$first"
}

# Nodes differ in the name of the machine (unshare) and in TmpFS, where Open MPI and Slurm's
# PMIx keep what they share within one. A credential holds for 5 seconds, else a requeued job
# waits two minutes.
slurm_write_conf() {
    local nodes=$1 cpus=$2 port=$3 host
    host=$(hostname -s)
    cat >"$slurm_folder/slurm.conf" <<CONF
ClusterName=test
SlurmctldHost=$host(127.0.0.1)
SlurmctldPort=$port
SlurmUser=root
SlurmdUser=root
AuthType=auth/munge
AuthInfo=socket=$slurm_folder/munge/socket,cred_expire=5
CredType=cred/munge
StateSaveLocation=$slurm_folder/state
SlurmdSpoolDir=$slurm_folder/spool.%n
SlurmctldPidFile=$slurm_folder/slurmctld.pid
SlurmdPidFile=$slurm_folder/slurmd.%n.pid
SlurmctldLogFile=$slurm_folder/slurmctld.log
SlurmdLogFile=$slurm_folder/slurmd.%n.log
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
JobAcctGatherType=jobacct_gather/none
SwitchType=switch/none
MpiDefault=pmix
SelectType=select/cons_tres
SelectTypeParameters=CR_CPU
SchedulerType=sched/backfill
SchedulerParameters=bf_interval=1,sched_interval=1,sched_min_interval=0,batch_sched_delay=0
SlurmdParameters=config_overrides
ReturnToService=2
JobRequeue=1
KillWait=5
MessageTimeout=10
AccountingStorageType=accounting_storage/none
TmpFS=$slurm_folder/tmp.%n
PlugStackConfig=$slurm_folder/plugstack.conf
NodeName=n[1-$nodes] NodeHostname=$host NodeAddr=127.0.0.1 Port=[$((port + 1))-$((port + nodes))] CPUs=$cpus RealMemory=4000 State=UNKNOWN
PartitionName=main Nodes=ALL Default=YES MaxTime=INFINITE DefaultTime=10 State=UP
CONF
    : >"$slurm_folder/plugstack.conf"
    echo 'CgroupAutomount=no' >"$slurm_folder/cgroup.conf"
}

# daemon COMMAND...: in the background, in a session of its own, remembered.
slurm_daemon() {
    setsid "$@" </dev/null >>"$slurm_folder/start.log" 2>&1 &
    slurm_daemons+=($!)
}

# slurm_until SECONDS COMMAND...: wait until it succeeds.
slurm_until() {
    local end=$((SECONDS + $1))
    shift
    until "$@" >/dev/null 2>&1; do
        ((SECONDS < end)) || return 1
        sleep 0.1
    done
}

slurm_are_up() {
    (($(timeout 3 sinfo -hN -o '%t' | grep -cE '^(idle|mix|alloc|comp)$') == $1))
}

slurm_start() {
    slurm_folder=$1
    local nodes=$2 cpus=$3 port
    slurm_daemons=()
    mkdir -p "$slurm_folder"/{state,munge}
    chmod 0755 "$slurm_folder" "$slurm_folder/munge"
    (umask 077 && head -c 128 /dev/urandom >"$slurm_folder/munge/key")
    port=$(slurm_ports $((nodes + 1)))
    slurm_write_conf "$nodes" "$cpus" "$port"
    export SLURM_CONF=$slurm_folder/slurm.conf
    slurm_daemon munged --force --foreground --num-threads=2 \
        --key-file="$slurm_folder/munge/key" --socket="$slurm_folder/munge/socket" \
        --pid-file="$slurm_folder/munge/pid" --seed-file="$slurm_folder/munge/seed" \
        --log-file="$slurm_folder/munge/log"
    slurm_until 10 munge -n -S "$slurm_folder/munge/socket" || return 1
    slurm_daemon slurmctld -D -c -f "$SLURM_CONF"
    for ((node = 1; node <= nodes; node++)); do
        mkdir -p "$slurm_folder/spool.n$node" "$slurm_folder/tmp.n$node"
        # shellcheck disable=SC2016
        slurm_daemon unshare --uts sh -c \
            'echo "$1" >/proc/sys/kernel/hostname; exec slurmd -D -N "$1" -f "$2"' \
            sh "n$node" "$SLURM_CONF"
    done
    slurm_until 20 slurm_are_up "$nodes"
}

# The processes of this Slurm, helpers that it started among them: their environment or
# command line names its folder.
slurm_processes() {
    local folder pid
    for folder in /proc/[0-9]*; do
        pid=${folder#/proc/}
        case $(cat "$folder/comm" 2>/dev/null) in
        munged | slurmctld | slurmd | slurmstepd | slurmscriptd | srun) ;;
        *) continue ;;
        esac
        ! grep -q '^State:.*Z' "$folder/status" 2>/dev/null || continue
        if tr '\0' '\n' 2>/dev/null <"$folder/environ" |
            grep -qx "SLURM_CONF=$slurm_folder/slurm.conf" ||
            tr '\0' '\n' 2>/dev/null <"$folder/cmdline" | grep -q "$slurm_folder/"; then
            printf '%d\n' "$pid"
        fi
    done
}

slurm_is_gone() {
    [[ -z $(slurm_processes) ]]
}

slurm_is_empty() {
    [[ -z $(timeout 3 squeue -h) ]]
}

slurm_stop() {
    local pids
    [[ -n ${slurm_folder:-} ]] || return 0
    timeout 5 scancel --user=root >/dev/null 2>&1
    slurm_until 10 slurm_is_empty
    mapfile -t pids < <(slurm_processes)
    ((${#pids[@]} == 0)) || kill "${pids[@]}" 2>/dev/null
    slurm_until 10 slurm_is_gone && return
    mapfile -t pids < <(slurm_processes)
    ((${#pids[@]} == 0)) || kill -9 "${pids[@]}" 2>/dev/null
    slurm_until 5 slurm_is_gone
}
