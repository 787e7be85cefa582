import { mkdtempSync, readFileSync } from 'node:fs'
import { execSync, spawn } from 'node:child_process'
import { Browser } from './browser.mjs'
import { Collector } from './collector.mjs'
import { household, visit, member } from './answers.mjs'
const base='http://localhost:8090'
const codes=Object.fromEntries(readFileSync('/tmp/sd.log','utf8').split('\n').filter(l=>l.startsWith('code ')).map(l=>l.split(' ').slice(1)))
const A=new Browser(mkdtempSync('/tmp/prof-')),B=new Browser(mkdtempSync('/tmp/prof-'),{width:360,height:740})
await A.start(); await B.start()
const a=new Collector(A,base), b=new Collector(B,base)
const stop=()=>{try{process.kill(Number(readFileSync('/tmp/sd.pid')))}catch{}}
try{
 await a.enrol(codes.khue,'Máy bác Khuê','314159'); await b.enrol(codes.thom,'Máy chị Thơm','271828')
 stop()
 const open=async c=>{ await c.find(household.name); const id=await c.page.getAttribute('[data-screen="find"] button[data-case]','data-case'); await c.openHousehold(id,household.name); return id }
 const id=await open(a); await open(b)
 console.time('A')
 await a.goto('mo_dau','lydo_tham'); await a.answer('lydo_tham','2')
 await a.goto('mo_dau','ketqua_tham'); await a.answer('ketqua_tham','1')
 await a.goto('nuocvs','nuoc_an'); await a.answer('nuoc_an','1')
 await a.addMember(member('Lương Văn Thêm','2016-05-20','06'))
 await a.goto('nhao','nha_nhucau'); await a.answer('nha_nhucau','2')
 await a.goto('nhao','nha_anh'); await a.answer('nha_anh',{name:'nha.png',mimeType:'image/png',buffer:readFileSync('/tmp/s-today.png')})
 await a.mendAll(visit); await a.finish()
 console.timeEnd('A')
 console.time('B')
 await b.goto('mo_dau','lydo_tham'); await b.answer('lydo_tham','2')
 await b.goto('mo_dau','ketqua_tham'); await b.answer('ketqua_tham','1')
 await b.goto('nuocvs','nuoc_an'); await b.answer('nuoc_an','3')
 await b.goto('nuocvs','nuoc_vandede'); await b.answer('nuoc_vandede','Nước có mùi tanh')
 await b.addMember(member('Lương Văn Bớt','2019-01-02','06'))
 await b.goto('ho','dien_thoai'); await b.answer('dien_thoai','0987654321')
 await B.page.screenshot({path:'/tmp/s-phone.png'})
 await B.kill(); await B.start(); await b.open(); await b.unlock('271828')
 await B.page.screenshot({path:'/tmp/s-resume.png'})
 console.log(await B.page.evaluate(()=>document.body.innerText.slice(0,300)))
 console.timeEnd('B')
}catch(e){console.log(e); await A.page.screenshot({path:'/tmp/s-err.png'}); await B.page.screenshot({path:'/tmp/s-errb.png'})}
console.log(A.problems,B.problems)
await A.stop(); await B.stop()
